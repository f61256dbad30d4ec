import { hasVisibleText } from "@parley/core/visible-text.ts"
import type { Thread, Turn } from "../thread/state/thread.ts"
import { type Draft, type Edit, joined, keepDraft, keepEdit } from "./draft.ts"
import { config } from "./first-reads.ts"

/** The most that one message may hold, in UTF-16 code units, as the server says it; until it has, its default. */
export const maxMessageLength = (): number => config.value?.limits.textCharacters ?? 32_000

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
export function edit(thread: Thread, typed: string): void {
  const { turnId, sent } = thread.draft.value
  const stillBegins = turnId && sent && writtenSince({ text: typed, sent }) !== undefined
  changeDraft(thread, { text: typed, ...(stillBegins ? { turnId, sent } : {}) })
}

/** Takes what was typed before the page was alive. The browser itself may have filled in what was kept. */
export function keepTyped(thread: Thread, typed: string): void {
  const { text } = thread.draft.value
  if (!text.includes(typed)) edit(thread, typed.includes(text) ? typed : `${text}\n\n${typed}`)
}

export function changeDraft(thread: Thread, draft: Draft): void {
  thread.draft.value = draft
  keepDraft(keptUnder(thread), thread.underway ? joined(thread.underway, draft) : draft)
}

/** Forgets what is kept of the composer, before that moves: what is typed goes on being shown. */
export const forgetKept = (thread: Thread): void => keepDraft(keptUnder(thread), { text: "" })

// Until it has an id, a conversation is named by its first message: there may be another new one beside it.
const keptUnder = ({ conversationId, underway }: Thread): string | null => conversationId.value ?? underway?.turnId ?? null

/** Puts a text that was not taken into the composer, before whatever was typed there since. */
export function giveBack(thread: Thread, draft: Draft): void {
  changeDraft(thread, joined(draft, thread.draft.value))
}

/** What the text goes on with after the message that was sent, or `undefined` if it does not begin with that. */
export function writtenSince({ text, sent = "" }: Draft): string | undefined {
  const content = contentOf(text)
  if (content === sent) return ""
  return content.startsWith(`${sent}\n\n`) ? content.slice(sent.length).trimStart() : undefined
}

/** A message that turns out to be in the conversation leaves the composer; what was written after it stays. */
export function dropTaken(thread: Thread): void {
  const draft = thread.draft.value
  if (!thread.turns.value.some(({ turnId }) => turnId === draft.turnId)) return
  changeDraft(thread, { text: writtenSince(draft) ?? "" })
  thread.unsent.value = undefined
}

/** Opens the last question for changes. */
export function beginEdit(thread: Thread, turn: Turn): void {
  changeEdit(thread, { turnId: turn.turnId, text: turn.question })
}

/** Keeps the changed question, or drops it. */
export function changeEdit(thread: Thread, edit: Edit | undefined): void {
  thread.editing.value = edit
  keepEdit(thread.conversationId.value, edit)
}

/** A changed question whose turn is no longer the last one goes into the composer, unless it is what was asked meanwhile. */
export function rescueEdit(thread: Thread): void {
  const edit = thread.editing.value
  const last = thread.turns.value.at(-1)
  if (!edit || !last || edit.turnId === last.turnId) return
  changeEdit(thread, undefined)
  if (contentOf(edit.text) !== last.question) giveBack(thread, { text: edit.text })
}
