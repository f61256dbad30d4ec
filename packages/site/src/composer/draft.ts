import { readTab, removeTab, tabKeys, writeTab } from "../page/tab-storage.ts"

// Unsent text. It is stored per tab, so that a shared machine keeps nothing.
/** The message `sent`, at the start of the text, was sent as `turnId`. Sending it again must be the same turn. */
export type Draft = { text: string; turnId?: string; sent?: string }

/** A message of a conversation while it is edited. */
export type Edit = { turnId: string; text: string }

// The owner of the drafts: empty for an anonymous visitor, else the pseudonymous id of the signed-in person.
let owner = ""

// A new conversation has no id. While its first message is being sent, that turn's id identifies it.
const draftKey = (conversationId: string | null) => `draft${owner}:${conversationId ?? "new"}`
const editKey = (conversationId: string | null) => `edit${owner}:${conversationId}`
const keyParts = /^(draft|edit)(@\w+)?(:.+)$/

export function readDraft(conversationId: string | null): Draft {
  const { text = "", turnId, sent } = read(draftKey(conversationId))
  return { text, ...(turnId && sent ? { turnId, sent } : {}) }
}

export const saveDraft = (conversationId: string | null, draft: Draft): void =>
  write(draftKey(conversationId), draft.text ? draft : undefined)

export const joined = (first: Draft, { text }: Draft): Draft =>
  text ? { ...first, text: first.text ? `${first.text}\n\n${text}` : text } : first

/** Stores a text for the next new chat, before its other text. */
export const saveForNewChat = (draft: Draft): void => saveDraft(null, joined(draft, readDraft(null)))

/** Moves first messages that were being sent when the page closed to the new chat. Call it before this page sends any. */
export function collectUnsentDrafts(): void {
  for (const { key, kind, of = "", rest } of kept()) {
    if (kind !== "draft" || of !== owner || !rest.startsWith(":trn_")) continue
    saveForNewChat(readDraft(rest.slice(1)))
    write(key, undefined)
  }
}

export function readEdit(conversationId: string | null): Edit | undefined {
  const { turnId, text } = read(editKey(conversationId))
  return turnId && text !== undefined ? { turnId, text } : undefined
}

/** Moves the drafts of a deleted conversation to the new chat. */
export function moveDraftsToNewChat(conversationId: string): void {
  const { text } = joined({ text: readDraft(conversationId).text }, { text: readEdit(conversationId)?.text ?? "" })
  saveDraft(conversationId, { text: "" })
  saveEdit(conversationId, undefined)
  if (text) saveForNewChat({ text })
}

export const saveEdit = (conversationId: string | null, edit: Edit | undefined): void => write(editKey(conversationId), edit)

/** After sign-in: the tab's anonymous drafts become the person's, and the drafts of other people are removed. */
export function claimDrafts(mark: string): void {
  owner = `@${mark}`
  for (const { key, kind, of, rest } of kept()) {
    if (of === owner) continue
    const { text = "", ...others } = read(key)
    const own = read(`${kind}${owner}${rest}`).text
    if (!of && !own) write(`${kind}${owner}${rest}`, { text, ...others })
    else if (!of && kind === "draft") write(`${kind}${owner}${rest}`, { text: `${own}\n\n${text}` })
    write(key, undefined)
  }
}

/** Removes the drafts of all conversations. */
export function forgetDrafts(): void {
  for (const { key } of kept()) write(key, undefined)
}

function kept(): { key: string; kind: string; of: string | undefined; rest: string }[] {
  return tabKeys().flatMap((key) => {
    const [, kind, of, rest] = keyParts.exec(key) ?? []
    return kind && rest ? [{ key, kind, of, rest }] : []
  })
}

const read = (key: string): Record<string, string | undefined> =>
  Object.fromEntries(Object.entries(readTab(key)).map(([name, value]) => [name, String(value)]))

function write(key: string, value: object | undefined): void {
  if (value) writeTab(key, value)
  else removeTab(key)
}
