import type { ConversationPage, Message, RunningTurn } from "../../api/types.ts"
import { newTurn, type ThreadTurn } from "./thread.ts"

type StoredPage = Pick<ConversationPage, "messages" | "turns" | "turn" | "leafTurnId">

/** The running turns of a page. Functions of the version before name one, and its answer as a text. */
export const runningOf = ({ turns, turn }: StoredPage): RunningTurn[] =>
  turns ?? (turn ? [{ content: turn.text ? [{ text: turn.text }] : [], after: turn.text.length, ...turn }] : [])

/** The turns of a page of messages, oldest first; a running one comes last, with its text so far. */
export function turnsFromPage(page: StoredPage): ThreadTurn[] {
  const turns = new Map<string, ThreadTurn>()
  for (const message of page.messages) {
    const isQuestion = message.role === "user"
    // A page may begin between a message and its answer, and a continuation has no message.
    const turn = turns.get(message.turnId) ?? newTurn(message.turnId, isQuestion ? message.content : [], "lost")
    turn.parentTurnId = message.parentTurnId
    if (isQuestion) turn.userMessageId.value = message.messageId
    else showStored(turn, message)
    turns.set(message.turnId, turn)
  }
  const running = runningOf(page).find(({ turnId }) => turns.has(turnId) || turnId === page.leafTurnId)
  if (running?.continues && !turns.has(running.turnId)) {
    const turn = newTurn(running.turnId, [], "lost")
    turn.kind = "continuation"
    turn.parentTurnId = running.parentTurnId
    turns.set(turn.turnId, turn)
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
export function joinTurns(earlier: readonly ThreadTurn[], later: ThreadTurn[]): ThreadTurn[] {
  const last = earlier.at(-1)
  const [first, ...rest] = later
  if (!last || !first || last.turnId !== first.turnId) return [...earlier, ...later]
  return [...earlier.slice(0, -1), { ...first, content: last.content, question: last.question, userMessageId: last.userMessageId }, ...rest]
}

/**
 * Updates the shown turns from the newest page: unchanged turns stay the same objects, and older turns from previous reads
 * stay if the page adjoins them. `kept` tells whether they stayed. `streams`: the turns that this page reads are at least as new as the page of
 * messages. `left`: turns of paths that were shown before.
 */
export function updateTurns(
  shown: readonly ThreadTurn[],
  newest: ThreadTurn[],
  { streams = [], left = [] }: { streams?: readonly ThreadTurn[]; left?: readonly ThreadTurn[] } = {},
): { turns: ThreadTurn[]; kept: boolean } {
  const known = new Map([...left, ...shown, ...streams].map((turn) => [turn.turnId, turn]))
  const updated = newest.map((turn) => {
    const old = known.get(turn.turnId)
    if (!old || !(streams.includes(old) || isSame(old, turn))) return turn
    old.parentTurnId = turn.parentTurnId
    old.continuedBy.value = turn.continuedBy.value
    return old
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
  if (message.continues) turn.kind = "continuation"
  turn.continuedBy.value = message.continuedBy
  turn.messageId.value = message.messageId
  turn.status.value = message.status
  turn.blocks.value = message.content
  turn.stopReason.value = message.stopReason
  turn.historyFrom.value = message.historyFrom
  turn.feedback.value = message.feedback
  if (message.usage && message.cost) turn.spent.value = { usage: message.usage, cost: message.cost }
  if (message.error) turn.problem.value = message.error
}
