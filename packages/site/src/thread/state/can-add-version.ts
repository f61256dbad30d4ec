import { hasOtherBlocks, isVersioned, type Thread, type ThreadTurn } from "./thread.ts"

/** The server runs at most this many turns of a conversation at once. */
const maxRunning = 3

/**
 * Whether the message can be sent again now, edited or not, as a version of the turn: all of it can be sent, and whatever runs in the conversation has
 * the same parent. Functions of the version before replace the last turn alone.
 */
export function canAddVersion(thread: Thread, turn: ThreadTurn): boolean {
  const running = thread.allRunning.value
  const status = turn.status.value
  if (!isSendable(turn) || status === "lost" || status === "sending") return false
  if (!isVersioned(turn))
    return running.length === 0 && thread.running.value === undefined && thread.turns.value.at(-1)?.turnId === turn.turnId
  return running.length < maxRunning && running.every(({ parentTurnId }) => parentTurnId === turn.parentTurnId)
}

/** Whether all of a turn's message can be sent again. */
export const isSendable = ({ content }: ThreadTurn): boolean => content.length > 0 && !hasOtherBlocks(content)
