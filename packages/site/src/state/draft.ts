// What was typed and not yet taken by the server. It lives as long as the tab: a shared machine keeps nothing.
/** `turnId` is set once the text was sent: sending the same text again must be the same turn. */
export type Draft = { text: string; turnId?: string }

/** The last question of a conversation, while it is being changed. */
export type Edit = { turnId: string; text: string }

const draftKey = (conversationId: string | null) => `draft:${conversationId ?? "new"}`
const editKey = (conversationId: string | null) => `edit:${conversationId}`

export function readDraft(conversationId: string | null): Draft {
  const { text, turnId } = read(draftKey(conversationId))
  return { text: text ?? "", ...(turnId ? { turnId } : {}) }
}

export const keepDraft = (conversationId: string | null, draft: Draft): void =>
  write(draftKey(conversationId), draft.text ? draft : undefined)

export function readEdit(conversationId: string | null): Edit | undefined {
  const { turnId, text } = read(editKey(conversationId))
  return turnId && text !== undefined ? { turnId, text } : undefined
}

export const keepEdit = (conversationId: string | null, edit: Edit | undefined): void => write(editKey(conversationId), edit)

/** Forgets all that was typed, in every conversation. */
export function forgetDrafts(): void {
  try {
    for (const key of Object.keys(sessionStorage)) if (/^(draft|edit):/.test(key)) sessionStorage.removeItem(key)
  } catch {
    // Nothing was kept.
  }
}

function read(key: string): Record<string, string | undefined> {
  try {
    const stored: unknown = JSON.parse(sessionStorage.getItem(key) ?? "{}")
    return Object.fromEntries(Object.entries(stored ?? {}).map(([name, value]) => [name, String(value)]))
  } catch {
    return {}
  }
}

function write(key: string, value: object | undefined): void {
  try {
    if (value) sessionStorage.setItem(key, JSON.stringify(value))
    else sessionStorage.removeItem(key)
  } catch {
    // Storage may be full or switched off: then the text lives as long as the page.
  }
}
