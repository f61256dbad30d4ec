import type { ThreadTurn } from "./state/thread.ts"

/** The first turn that the model got for the newest answer that tells, if it did not get all of them. A later answer that got all tells too. */
export function memoryStartOf(turns: readonly ThreadTurn[]): string | undefined {
  const newest = turns.findLast(({ status }) => status.value === "complete" || status.value === "stopped")
  return newest?.historyFrom.value
}
