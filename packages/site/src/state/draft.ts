// What was typed and not yet taken by the server. It lives as long as the tab: a shared machine keeps nothing.
/** `turnId` is set once the text was sent: sending the same text again must be the same turn. */
export type Draft = { text: string; turnId?: string }

const key = (conversationId: string | null) => `draft:${conversationId ?? "new"}`

export function readDraft(conversationId: string | null): Draft {
  try {
    const stored = JSON.parse(sessionStorage.getItem(key(conversationId)) ?? "{}")
    return { text: String(stored.text ?? ""), ...(stored.turnId ? { turnId: String(stored.turnId) } : {}) }
  } catch {
    return { text: "" }
  }
}

export function keepDraft(conversationId: string | null, draft: Draft): void {
  try {
    if (draft.text) sessionStorage.setItem(key(conversationId), JSON.stringify(draft))
    else sessionStorage.removeItem(key(conversationId))
  } catch {
    // Storage may be full or switched off: then the text lives as long as the page.
  }
}
