import { batch, signal } from "@preact/signals"

/** The conversation of the URL; `null` for a new one. */
export const routeConversationId = signal<string | null>(null)

/** Whether the URL matches no route. */
export const isPathUnknown = signal(false)

const pathOf = (conversationId: string | null) => (conversationId ? `/c/${encodeURIComponent(conversationId)}` : "/")

export const conversationPath = (conversationId: string): string => pathOf(conversationId)

/** Reads the URL now and after each back or forward navigation. */
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

/** Navigates to a conversation or a new one, with a history entry. */
export function goTo(conversationId: string | null): void {
  if (routeConversationId.value !== conversationId || isPathUnknown.value) history.pushState(null, "", pathOf(conversationId))
  show(conversationId)
}

/** Sets the URL once the new conversation has an id. Replaces the history entry, so that Back does not lead to an empty page. */
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
