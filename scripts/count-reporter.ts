import { writeFileSync } from "node:fs"
import type { Reporter, TestModule } from "vitest/node"

export type TestCount = {
  passed: number
  failed: number
  /** Tests that need DynamoDB Local, skipped without Java. */
  withoutJava: number
  /** Tests that are skipped for another reason, such as another operating system. */
  skipped: number
}

/** Writes the number of tests that passed, failed and were skipped, as JSON, to the file that TEST_COUNT_FILE names. */
export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]) {
    const tests = modules.flatMap((module) => [...module.children.allTests()])
    const of = (state: string) => tests.filter((test) => test.result().state === state)
    const withoutJava = of("skipped").filter(({ fullName }) => fullName.includes("DynamoDB Local")).length
    // Files that failed to load, failed set-ups, and errors outside of any test.
    const broken = modules.filter((module) => !module.ok() && ![...module.children.allTests("failed")].length).length
    const count: TestCount = {
      passed: of("passed").length,
      failed: of("failed").length + broken + errors.length,
      withoutJava,
      skipped: of("skipped").length - withoutJava,
    }
    for (const test of tests.filter((one) => one.diagnostic()?.flaky)) {
      console.log(`Passed at the second attempt: ${test.module.relativeModuleId} ${test.fullName}`)
    }
    const file = process.env.TEST_COUNT_FILE
    if (file) writeFileSync(file, JSON.stringify(count))
  }
}
