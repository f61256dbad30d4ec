import { signal } from "@preact/signals"

/** The conversation that the address names; `null` for a new one. */
export const routeConversationId = signal<string | null>(null)

const pathOf = (conversationId: string | null) => (conversationId ? `/c/${encodeURIComponent(conversationId)}` : "/")

export const conversationPath = (conversationId: string): string => pathOf(conversationId)

/** Reads the address now and whenever the visitor goes back or forward. */
export function watchAddress(): void {
  const read = () => {
    routeConversationId.value = decode(/^\/c\/([^/]+)\/?$/.exec(location.pathname)?.[1])
  }
  addEventListener("popstate", read)
  read()
}

/** Goes to a conversation, or to a new one, as a step that the back button undoes. */
export function goTo(conversationId: string | null): void {
  if (routeConversationId.value !== conversationId) history.pushState(null, "", pathOf(conversationId))
  routeConversationId.value = conversationId
}

/** The new conversation on the page has got its id: the address follows, without a step back to an empty page. */
export function nameRoute(conversationId: string): void {
  history.replaceState(null, "", pathOf(conversationId))
  routeConversationId.value = conversationId
}

function decode(segment: string | undefined): string | null {
  try {
    return segment ? decodeURIComponent(segment) : null
  } catch {
    return null
  }
}
