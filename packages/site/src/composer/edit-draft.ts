import { hasVisibleText } from "@parley/core/visible-text.ts"
import { maxMessageLength } from "../page/config.ts"
import type { Thread, ThreadTurn } from "../thread/state/thread.ts"
import { type Draft, type Edit, joined, saveDraft, saveEdit } from "./draft.ts"

/**
 * What is sent of a text: without the blank lines around it, and without halves of surrogate pairs, which no JSON text may hold. Empty if it
 * shows nothing.
 */
export function contentOf(typed: string): string {
  const content = typed.replace(/\p{Surrogate}/gu, "").replace(/^(?:[^\S\n]*\n)+|\s+$/g, "")
  return hasVisibleText(content) ? content : ""
}

/** How many characters a message may still get, counted as the server counts them. Negative if there are too many. */
export const charactersLeft = (typed: string): number => maxMessageLength() - contentOf(typed).length

/** Keeps what is in the composer. Other text than the one that was sent is another turn. */
export function editDraft(thread: Thread, typed: string): void {
  const { turnId, sent } = thread.draft.value
  const stillBegins = turnId && sent && textAfterSent({ text: typed, sent }) !== undefined
  changeDraft(thread, { text: typed, ...(stillBegins ? { turnId, sent } : {}) })
}

/** Takes what was typed before the page was alive. The browser itself may have filled in what was kept. */
export function restoreTyped(thread: Thread, typed: string): void {
  const { text } = thread.draft.value
  if (!text.includes(typed)) editDraft(thread, typed.includes(text) ? typed : `${text}\n\n${typed}`)
}

export function changeDraft(thread: Thread, draft: Draft): void {
  thread.draft.value = draft
  saveDraft(draftIdOf(thread), thread.underway ? joined(thread.underway, draft) : draft)
}

/** Forgets what is kept of the composer, before that moves: what is typed goes on being shown. */
export const clearSavedDraft = (thread: Thread): void => saveDraft(draftIdOf(thread), { text: "" })

// Until it has an id, a conversation is named by its first message: there may be another new one beside it.
const draftIdOf = ({ conversationId, underway }: Thread): string | null => conversationId.value ?? underway?.turnId ?? null

/** Puts a text that was not taken into the composer, before whatever was typed there since. */
export function prependToDraft(thread: Thread, draft: Draft): void {
  changeDraft(thread, joined(draft, thread.draft.value))
}

/** What the text goes on with after the message that was sent, or `undefined` if it does not begin with that. */
export function textAfterSent({ text, sent = "" }: Draft): string | undefined {
  const content = contentOf(text)
  if (content === sent) return ""
  return content.startsWith(`${sent}\n\n`) ? content.slice(sent.length).trimStart() : undefined
}

/** A message that turns out to be in the conversation leaves the composer; what was written after it stays. */
export function clearSentDraft(thread: Thread): void {
  const draft = thread.draft.value
  if (!thread.turns.value.some(({ turnId }) => turnId === draft.turnId)) return
  changeDraft(thread, { text: textAfterSent(draft) ?? "" })
  thread.unsent.value = undefined
}

/** Opens the last question for changes. */
export function beginEdit(thread: Thread, turn: ThreadTurn): void {
  changeEdit(thread, { turnId: turn.turnId, text: turn.question })
}

/** Keeps the changed question, or drops it. */
export function changeEdit(thread: Thread, edit: Edit | undefined): void {
  thread.editing.value = edit
  saveEdit(thread.conversationId.value, edit)
}

/** A changed question whose turn is no longer the last one goes into the composer, unless it is what was asked meanwhile. */
export function moveStaleEdit(thread: Thread): void {
  const edit = thread.editing.value
  const last = thread.turns.value.at(-1)
  if (!edit || !last || edit.turnId === last.turnId) return
  changeEdit(thread, undefined)
  if (contentOf(edit.text) !== last.question) prependToDraft(thread, { text: edit.text })
}
