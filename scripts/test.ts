// npm test: the checks of the sources, then every test. Arguments go to Vitest and narrow the tests (npm test -- core). The last line counts.
import { spawn } from "node:child_process"
import { mkdtemp, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { hasJava17 } from "@parley/local/database/dynamodb-local.ts"
import { root, runChecks } from "./checks.ts"

type Count = { passed: number; failed: number }

const filters = process.argv.slice(2)
const total: Count = { passed: 0, failed: 0 }
if (filters.length === 0 && !(await hasJava17())) {
  console.error("The tests need Java 17 or newer for DynamoDB Local: install it (Debian: apt-get install default-jre-headless).")
  total.failed += 1
} else {
  for (const { passed } of await runChecks()) add(passed ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 })
  add(await runTests())
}
console.log(`\n${total.passed} passed, ${total.failed} failed`)
process.exitCode = total.failed ? 1 : 0

function add({ passed, failed }: Count) {
  total.passed += passed
  total.failed += failed
}

async function runTests(): Promise<Count> {
  const folder = await mkdtemp(join(tmpdir(), "parley-test-"))
  const file = join(folder, "count.json")
  const args = ["run", "--reporter=default", "--reporter=./scripts/count-reporter.ts", ...filters]
  // Hundreds of processes load the same modules: only the first of them compiles each.
  const env = { ...process.env, TEST_COUNT_FILE: file, NODE_COMPILE_CACHE: join(folder, "compile-cache") }
  const child = spawn(`${root}node_modules/.bin/vitest`, args, { cwd: root, env, stdio: "inherit" })
  const code = await new Promise((resolve) => child.once("close", resolve).once("error", () => resolve(1)))
  const counted = await readFile(file, "utf8").then(
    (json): Count => JSON.parse(json),
    () => ({ passed: 0, failed: 0 }),
  )
  await rm(folder, { recursive: true, force: true })
  if (counted.passed + counted.failed === 0) console.error("No test ran.")
  // A run that broke off, or ran nothing, is a failure too.
  const isBroken = counted.failed === 0 && (code !== 0 || counted.passed === 0)
  return isBroken ? { ...counted, failed: 1 } : counted
}
