import { BaseSequencer, type TestSpecification } from "vitest/node"

/** Test files that mostly wait for real clocks: timeouts, retries, leases. */
const waiting = [
  "turns/joins",
  "turn/dynamo-faults",
  "turns/hung-store",
  "turns/kill",
  "turns/kill-between-calls",
  "turns/silence",
  "sign-in/local-stage",
  "sign-in/visitor",
  "thread/joins",
  "turn/deadline",
  "turns/aborted-connections",
  "turn/schedules",
  "budget/budgets",
]
/** The number of busy files between two waiting ones. */
const workingBetween = 4

/**
 * Starts the longest test files first, so that no long file runs alone at the end. Spreads the waiting files among the busy ones, so that the cores
 * stay busy. Vitest knows a file's duration from the previous run; in a clean checkout only its size counts.
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
