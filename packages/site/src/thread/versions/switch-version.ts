import { batch } from "@preact/signals"
import { getConversation } from "../../api/conversations.ts"
import type { ConversationPage } from "../../api/types.ts"
import { notify } from "../../ui/notification.tsx"
import { actionWords } from "../../words/action-words.ts"
import { holdPlace } from "../hold-place.ts"
import { readPage, showPage } from "../state/load-thread.ts"
import { storeLeaf } from "../state/store-leaf.ts"
import { markChange, type Thread, type ThreadTurn } from "../state/thread.ts"
import { keepTail, showTail } from "./tails.ts"

/**
 * Shows another version and the turns after it: at once if it was shown before, then as the server has it. An answer that streams goes on. The last call
 * counts.
 * @param control the pressed control, which stays where it is on the screen
 */
export async function switchVersion(thread: Thread, turnId: string, control?: HTMLElement): Promise<void> {
  const conversationId = thread.conversationId.value
  if (!conversationId) return
  const shown = versionShown(thread, turnId)
  if (shown) keepTail(thread, shown)
  const tail = tailOf(thread, turnId)
  const leaf = tail?.findLast(({ accepted }) => accepted)?.turnId
  markChange(thread)
  holdPlace(control)
  batch(() => {
    thread.switching.value = turnId
    if (shown && tail) showTail(thread, shown, tail)
  })
  // A turn that is being sent is shown by the server as soon as it has begun.
  if (tail && !leaf) {
    thread.switching.value = thread.leaf.wanted = undefined
    return
  }
  storeLeaf(thread, conversationId, leaf ?? turnId)
  try {
    const isLatest = () => thread.switching.value === turnId
    const page = await readUnchanged(thread, isLatest, () => readThrough(thread, conversationId, leaf ?? turnId, turnId))
    if (!isLatest()) return
    markChange(thread)
    thread.reads.shown = ++thread.reads.last
    holdPlace(control)
    showPage(thread, page)
  } catch {
    if (!tail && thread.switching.value === turnId) notify(actionWords.versionNotOpened)
  } finally {
    if (thread.switching.value === turnId) thread.switching.value = undefined
  }
}

/** The shown turn that has the same parent. */
const versionShown = ({ turns, versions }: Thread, turnId: string): ThreadTurn | undefined =>
  turns.value.find((turn) => turn.turnId !== turnId && versions.value.of[turnId]?.includes(turn.turnId))

function tailOf({ tails, streams }: Thread, turnId: string): readonly ThreadTurn[] | undefined {
  const streamed = streams.value.find((turn) => turn.turnId === turnId)
  return tails.get(turnId) ?? (streamed && [streamed])
}

// How often a page is read again after a turn began or ended during the read.
const maxReads = 3

async function readUnchanged(
  { changes }: Thread,
  isLatest: () => boolean,
  read: () => Promise<ConversationPage>,
): Promise<ConversationPage> {
  for (let reads = 1; ; reads++) {
    const { count } = changes
    const page = await read()
    if (changes.count === count || reads === maxReads || !isLatest()) return page
  }
}

// A long path: the page of its newest messages does not reach back to the version.
const maxPages = 10

/** The newest messages of a path back to a turn. */
async function readThrough(thread: Thread, conversationId: string, leafTurnId: string, turnId: string): Promise<ConversationPage> {
  const page = await readPage(conversationId, leafTurnId)
  const shown = new Set(thread.turns.value.map((turn) => turn.turnId))
  const reaches = () => page.messages.some((message) => message.turnId === turnId || shown.has(message.turnId))
  for (let pages = 1; page.cursor && pages < maxPages && !reaches(); pages++) {
    const earlier = await getConversation(conversationId, { cursor: page.cursor })
    page.messages = [...earlier.messages, ...page.messages]
    page.versions = { ...earlier.versions, ...page.versions }
    page.questions = { ...earlier.questions, ...page.questions }
    page.cursor = earlier.cursor
  }
  return page
}
