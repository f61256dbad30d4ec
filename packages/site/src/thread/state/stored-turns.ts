import type { ConversationPage, Message, RunningTurn } from "../../api/types.ts"
import { newTurn, type ThreadTurn } from "./thread.ts"

/** The turns of a page of messages, oldest first; a running one comes last, with its text so far. */
export function turnsFromPage({ messages, turn: running }: Pick<ConversationPage, "messages" | "turn">): ThreadTurn[] {
  const turns = new Map<string, ThreadTurn>()
  for (const message of messages) {
    if (message.role !== "user") continue
    const turn = newTurn(message.turnId, message.content, "lost")
    turn.userMessageId.value = message.messageId
    turns.set(message.turnId, turn)
  }
  for (const message of messages) {
    if (message.role !== "assistant") continue
    // A page may begin between a message and its answer.
    const turn = turns.get(message.turnId) ?? newTurn(message.turnId, [])
    showStored(turn, message)
    turns.set(message.turnId, turn)
  }
  const found = running?.status === "streaming" ? turns.get(running.turnId) : undefined
  // An existing answer was stored after the turn was read, unless it belongs to an earlier failed run.
  if (found && running && (found.messageId.value === undefined || found.status.value === "failed")) {
    found.status.value = "streaming"
    showSoFar(found, running)
  }
  return [...turns.values()]
}

/** Joins earlier turns and later ones. Two pages may be split between a message and its answer. */
export function joinTurns(earlier: ThreadTurn[], later: ThreadTurn[]): ThreadTurn[] {
  const last = earlier.at(-1)
  const [first, ...rest] = later
  if (!last || !first || last.turnId !== first.turnId) return [...earlier, ...later]
  return [...earlier.slice(0, -1), { ...first, content: last.content, question: last.question, userMessageId: last.userMessageId }, ...rest]
}

/**
 * Updates the shown turns from the newest page: unchanged turns stay the same objects, and older turns from previous reads
 * stay if the page adjoins them. `kept` tells whether they stayed.
 */
export function updateTurns(shown: ThreadTurn[], newest: ThreadTurn[]): { turns: ThreadTurn[]; kept: boolean } {
  const known = new Map(shown.map((turn) => [turn.turnId, turn]))
  const updated = newest.map((turn) => {
    const old = known.get(turn.turnId)
    return old && isSame(old, turn) ? old : turn
  })
  const start = shown.findIndex(({ turnId }) => turnId === newest[0]?.turnId)
  return start > 0 ? { turns: joinTurns(shown.slice(0, start), updated), kept: true } : { turns: updated, kept: start === 0 }
}

const isSame = (one: ThreadTurn, other: ThreadTurn) =>
  one.status.value === other.status.value &&
  one.answer.value === other.answer.value &&
  one.feedback.value?.rating === other.feedback.value?.rating &&
  (one.question === other.question || other.question === "")

/** Shows the answer of a running turn as far as it is stored. */
export function showSoFar(turn: ThreadTurn, { content, after }: RunningTurn): void {
  turn.blocks.value = content
  turn.after = after
}

/** Shows a stored answer. */
export function showStored(turn: ThreadTurn, message: Message): void {
  turn.messageId.value = message.messageId
  turn.status.value = message.status
  turn.blocks.value = message.content
  turn.stopReason.value = message.stopReason
  turn.feedback.value = message.feedback
  if (message.usage && message.cost) turn.spent.value = { usage: message.usage, cost: message.cost }
  if (message.error) turn.problem.value = message.error
}
