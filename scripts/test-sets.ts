import { globSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"

const root = fileURLToPath(new URL("..", import.meta.url))
const everything = ["packages/*/test", "infra/test", "scripts/test", "tools/test"].map((folder) => `${folder}/**/*.test.{ts,tsx}`)

/**
 * The test files of the set that TEST_SET names. `all`: every file. `usual`, the default: without `*.all.test.ts`. `quick`: unit tests and the data
 * tests on the embedded database, without browser, stage, stack or waits for timeouts.
 */
export function testFiles(set = process.env.TEST_SET): { include: string[]; exclude: string[] } {
  if (set === "all") return { include: everything, exclude: [] }
  return { include: set === "quick" ? quickFiles() : everything, exclude: ["**/*.all.test.ts"] }
}

/** Imports of helpers that start a browser, a stage or a second runtime. */
const startsMuch = /\/(browser|site-page|signed-in-stage|sign-in|test-stage|both-runtimes)\.ts"|@parley\/local\/stage\.ts"/
const takesLong =
  /\/(dynamo-faults|bedrock-faults|random-faults|deadline|answers|join|schedules|budgets|slots|claim|claim-races|delete-races|bounds|http2|memory|long-blocks|highlighter)\.test\.tsx?$/

function quickFiles(): string[] {
  return globSync("packages/{core,functions,site}/test/**/*.test.{ts,tsx}", { cwd: root })
    .filter((path) => !takesLong.test(path) && !startsMuch.test(readFileSync(`${root}${path}`, "utf8")))
    .sort()
}
