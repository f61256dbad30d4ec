import { BaseSequencer, type TestSpecification } from "vitest/node"

// Those that wait beside those that work.
const long = [
  "soak/soak",
  "turn/schedules",
  "turns/aborted-connections",
  "budget/budgets",
  "turns/kill",
  "turn/dynamo-faults",
  "turns/hung-store",
  "turns/silence",
]

/**
 * Starts the longest test files first, so that none of them is left over at the end. Vitest knows how long a file takes from the run before; in a
 * clean checkout it goes by the file's size alone.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const others = await super.sort(files)
    const first = long.flatMap((name) => others.filter(({ moduleId }) => moduleId.endsWith(`/${name}.test.ts`)))
    return [...new Set([...first, ...others])]
  }
}
