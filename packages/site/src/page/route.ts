import { batch, signal } from "@preact/signals"

/** The conversation that the address names; `null` for a new one. */
export const routeConversationId = signal<string | null>(null)

/** Whether the address names nothing that this site has. */
export const isPathUnknown = signal(false)

const pathOf = (conversationId: string | null) => (conversationId ? `/c/${encodeURIComponent(conversationId)}` : "/")

export const conversationPath = (conversationId: string): string => pathOf(conversationId)

/** Reads the address now and whenever the visitor goes back or forward. */
export function watchAddress(): void {
  const read = () => {
    const conversationId = decode(/^\/c\/([^/]+)\/?$/.exec(location.pathname)?.[1])
    batch(() => {
      routeConversationId.value = conversationId
      isPathUnknown.value = conversationId === null && !/^\/(index\.html)?$/.test(location.pathname)
    })
  }
  addEventListener("popstate", read)
  read()
}

/** Goes to a conversation, or to a new one, as a step that the back button undoes. */
export function goTo(conversationId: string | null): void {
  if (routeConversationId.value !== conversationId || isPathUnknown.value) history.pushState(null, "", pathOf(conversationId))
  show(conversationId)
}

/** The new conversation on the page has got its id: the address follows, without a step back to an empty page. */
export function nameRoute(conversationId: string): void {
  history.replaceState(null, "", pathOf(conversationId))
  show(conversationId)
}

function show(conversationId: string | null): void {
  batch(() => {
    routeConversationId.value = conversationId
    isPathUnknown.value = false
  })
}

function decode(segment: string | undefined): string | null {
  try {
    return segment ? decodeURIComponent(segment) : null
  } catch {
    return null
  }
}
