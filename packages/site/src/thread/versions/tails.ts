import type { Thread, ThreadTurn } from "../state/thread.ts"

/** Remembers the end of the shown path from a turn on, before another version of the turn is shown. */
export function keepTail({ turns, tails }: Thread, turn: ThreadTurn): readonly ThreadTurn[] {
  const at = turns.value.indexOf(turn)
  const tail = at < 0 ? [turn] : turns.value.slice(at)
  tails.delete(turn.turnId)
  tails.set(turn.turnId, tail)
  return tail
}

/** Shows another end of the path in place of the one from a turn on, if that turn is shown. */
export function showTail(thread: Thread, turn: ThreadTurn, tail: readonly ThreadTurn[]): void {
  const at = thread.turns.value.indexOf(turn)
  if (at >= 0) thread.turns.value = [...thread.turns.value.slice(0, at), ...tail]
}
