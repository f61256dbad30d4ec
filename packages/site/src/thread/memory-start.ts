import type { ThreadTurn } from "./state/thread.ts"

/** The first turn that the model got for the newest whole or stopped answer; `undefined` if it got all of them. */
export function memoryStartOf(turns: readonly ThreadTurn[]): string | undefined {
  const newest = turns.findLast(({ status }) => status.value === "complete" || status.value === "stopped")
  return newest?.historyFrom.value
}
