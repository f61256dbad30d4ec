import { hasVisibleText } from "@parley/core/visible-text.ts"
import { maxMessageLength } from "../page/config.ts"
import type { Thread, ThreadTurn } from "../thread/state/thread.ts"
import { type Draft, type Edit, joined, saveDraft, saveEdit } from "./draft.ts"

/**
 * The text to send: without surrounding blank lines, and without lone surrogates, which are invalid in JSON text. Empty if it
 * has no visible characters.
 */
export function contentOf(typed: string): string {
  const content = typed.replace(/\p{Surrogate}/gu, "").replace(/^(?:[^\S\n]*\n)+|\s+$/g, "")
  return hasVisibleText(content) ? content : ""
}

/** The remaining characters of a message, counted like the server. Negative if there are too many. */
export const charactersLeft = (typed: string): number => maxMessageLength() - contentOf(typed).length

/** Changes the text in the composer. A text that differs from the sent message becomes another turn. */
export function editDraft(thread: Thread, typed: string): void {
  const { turnId, sent } = thread.draft.value
  const stillBegins = turnId && sent && textAfterSent({ text: typed, sent }) !== undefined
  changeDraft(thread, { text: typed, ...(stillBegins ? { turnId, sent } : {}) })
}

/** Adopts text that was typed before hydration. The browser itself may have restored the stored draft. */
export function restoreTyped(thread: Thread, typed: string): void {
  const { text } = thread.draft.value
  if (!text.includes(typed)) editDraft(thread, typed.includes(text) ? typed : `${text}\n\n${typed}`)
}

export function changeDraft(thread: Thread, draft: Draft): void {
  thread.draft.value = draft
  saveDraft(draftIdOf(thread), thread.underway ? joined(thread.underway, draft) : draft)
}

/** Removes the stored draft before it moves to another key. The composer keeps showing it. */
export const clearSavedDraft = (thread: Thread): void => saveDraft(draftIdOf(thread), { text: "" })

// A conversation without an id is named by the turn of its first message: there may be several new ones.
const draftIdOf = ({ conversationId, underway }: Thread): string | null => conversationId.value ?? underway?.turnId ?? null

/** Puts a rejected text into the composer, before the text that was typed since. */
export function prependToDraft(thread: Thread, draft: Draft): void {
  changeDraft(thread, joined(draft, thread.draft.value))
}

/** The text after the sent message at its start, or `undefined` if it does not start with that message. */
export function textAfterSent({ text, sent = "" }: Draft): string | undefined {
  const content = contentOf(text)
  if (content === sent) return ""
  return content.startsWith(`${sent}\n\n`) ? content.slice(sent.length).trimStart() : undefined
}

/** Removes a message from the composer that is already in the conversation. Text after it stays. */
export function clearSentDraft(thread: Thread): void {
  const draft = thread.draft.value
  if (!thread.turns.value.some(({ turnId }) => turnId === draft.turnId)) return
  changeDraft(thread, { text: textAfterSent(draft) ?? "" })
  thread.unsent.value = undefined
}

/** Starts to edit a message. */
export function beginEdit(thread: Thread, turn: ThreadTurn): void {
  changeEdit(thread, { turnId: turn.turnId, text: turn.question })
}

/** Changes the edited message, or ends the edit. */
export function changeEdit(thread: Thread, edit: Edit | undefined): void {
  thread.editing.value = edit
  saveEdit(thread.conversationId.value, edit)
}

/** Ends an edit that was sent already: a version of its turn has the same text. */
export function clearSentEdit(thread: Thread): void {
  const edit = thread.editing.value
  if (!edit) return
  const versions = thread.versions.value.of[edit.turnId] ?? []
  const question = contentOf(edit.text)
  const isSent = thread.turns.value.some(
    (turn) => turn.turnId !== edit.turnId && versions.includes(turn.turnId) && turn.question === question,
  )
  if (isSent) changeEdit(thread, undefined)
}
