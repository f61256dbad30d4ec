// npm test: checks the sources, then runs the tests. Arguments go to Vitest and select tests (npm test -- core). The last line counts them.
// npm run test:quick: the checks, and the tests without browser, stage or stack. npm run test:all: every case of the long properties, the soak, and a
// random seed.
import { spawn } from "node:child_process"
import { randomInt } from "node:crypto"
import { mkdtemp, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { buildSite } from "@parley/local/site/build.ts"
import { launchBrowser } from "@parley/testing/site/browser.ts"
import { root, runChecks } from "./checks.ts"
import type { TestCount } from "./count-reporter.ts"

const sets = { "--quick": "quick", "--all": "all" } as const
const [set, filters] = readArguments(process.argv.slice(2))
const seed = process.env.TEST_SEED ?? String(set === "all" ? randomInt(2 ** 31) : 1)
console.log(`Seed of the generated cases: ${seed} (TEST_SEED=${seed} plays the same cases again)`)

const [checks] = await Promise.all([runChecks(), set === "quick" || filters.length ? undefined : prepare()])
const tests = await runTests()
const passed = checks.filter((check) => check.passed).length + tests.passed
const failed = checks.filter((check) => !check.passed).length + tests.failed
if (tests.withoutJava) console.log(`\nLeft out: ${tests.withoutJava} tests on DynamoDB Local, which need Java 17 or newer.`)
if (tests.skipped) console.log(`\nLeft out: ${tests.skipped} tests that do not apply to this operating system.`)
console.log(`\nSeed: ${seed}\n${passed} passed, ${failed} failed`)
process.exitCode = failed ? 1 : 0

function readArguments([first, ...rest]: string[]): ["quick" | "usual" | "all", string[]] {
  if (first === "--quick" || first === "--all") return [sets[first], rest]
  return ["usual", first === undefined ? [] : [first, ...rest]]
}

/** Builds the site and unpacks the browser, which the first test files would otherwise do at the same time. The tests report a failure of it. */
async function prepare() {
  await buildSite().catch(() => undefined)
  await launchBrowser().then(
    (browser) => browser.close(),
    () => undefined,
  )
}

async function runTests(): Promise<TestCount> {
  const folder = await mkdtemp(join(tmpdir(), "parley-test-"))
  const file = join(folder, "count.json")
  const args = ["run", "--reporter=default", "--reporter=./scripts/count-reporter.ts", ...filters]
  const env = {
    ...process.env,
    TEST_SET: set,
    TEST_SEED: seed,
    TEST_COUNT_FILE: file,
    // Hundreds of processes load the same modules; only the first compiles each.
    NODE_COMPILE_CACHE: join(folder, "compile-cache"),
  }
  const child = spawn(`${root}node_modules/.bin/vitest`, args, { cwd: root, env, stdio: "inherit" })
  const code = await new Promise((resolve) => child.once("close", resolve).once("error", () => resolve(1)))
  const counted = await readFile(file, "utf8").then(
    (json): TestCount => JSON.parse(json),
    (): TestCount => ({ passed: 0, failed: 0, withoutJava: 0, skipped: 0 }),
  )
  await rm(folder, { recursive: true, force: true })
  if (counted.passed + counted.failed === 0) console.error("No test ran.")
  // A run that was interrupted, or ran no test, is a failure too.
  const isBroken = counted.failed === 0 && (code !== 0 || counted.passed === 0)
  return isBroken ? { ...counted, failed: 1 } : counted
}
