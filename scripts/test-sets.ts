import { globSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"

const root = fileURLToPath(new URL("..", import.meta.url))
const everything = ["packages/*/test", "infra/test", "scripts/test", "tools/test"].map((folder) => `${folder}/**/*.test.{ts,tsx}`)

/**
 * The test files of the set that TEST_SET names. `all`: everything. `usual`, the default: without `*.all.test.ts`. `quick`: unit tests, and those of
 * the data on the embedded database; no browser, no stage, no stack, no waiting for timeouts.
 */
export function testFiles(set = process.env.TEST_SET): { include: string[]; exclude: string[] } {
  if (set === "all") return { include: everything, exclude: [] }
  return { include: set === "quick" ? quickFiles() : everything, exclude: ["**/*.all.test.ts"] }
}

const startsMuch = /support\/(browser|site-page|signed-in-stage|stage|both-runtimes|answers-shown)\.ts"/
const waitsLong = /\/(dynamo-faults|bedrock-faults|deadline|random-faults|model-http2)\.test\.ts$/

function quickFiles(): string[] {
  return globSync("packages/{core,functions,site}/test/**/*.test.{ts,tsx}", { cwd: root })
    .filter((path) => !waitsLong.test(path) && !startsMuch.test(readFileSync(`${root}${path}`, "utf8")))
    .sort()
}
