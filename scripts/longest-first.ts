import { BaseSequencer, type TestSpecification } from "vitest/node"

/** Files that mostly wait for real clocks: timeouts, retries, leases. */
const waiting = [
  "soak/soak",
  "turns/joins",
  "turn/dynamo-faults",
  "turns/hung-store",
  "turns/kill",
  "turns/silence",
  "sign-in/local-stage",
  "sign-in/visitor",
  "thread/joins",
  "turn/deadline",
  "turns/aborted-connections",
  "turn/schedules",
  "budget/budgets",
]
/** How many files that work stand between two that wait. */
const workingBetween = 4

/**
 * Starts the longest test files first, so that none of them is left over at the end, with those that wait spread among those that work, so that
 * the cores stay busy. Vitest knows how long a file takes from the run before; in a clean checkout it goes by the file's size alone.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const waits = waiting.flatMap((name) => sorted.filter(({ moduleId }) => moduleId.endsWith(`/${name}.test.ts`)))
    const works = sorted.filter((file) => !waits.includes(file))
    const mixed = waits.flatMap((file, n) => [file, ...works.slice(n * workingBetween, (n + 1) * workingBetween)])
    return [...mixed, ...works.slice(waits.length * workingBetween)]
  }
}
