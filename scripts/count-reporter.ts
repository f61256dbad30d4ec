import { writeFileSync } from "node:fs"
import type { Reporter, TestModule } from "vitest/node"

/** Writes how many tests passed and failed, as JSON, to the file that TEST_COUNT_FILE names. */
export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]) {
    const tests = modules.flatMap((module) => [...module.children.allTests()])
    const count = (state: string) => tests.filter((test) => test.result().state === state).length
    // Files that did not load, set-ups that broke, and errors outside of any test.
    const broken = modules.filter((module) => !module.ok() && ![...module.children.allTests("failed")].length).length
    const file = process.env.TEST_COUNT_FILE
    if (file) writeFileSync(file, JSON.stringify({ passed: count("passed"), failed: count("failed") + broken + errors.length }))
  }
}
