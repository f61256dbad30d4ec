import { defineConfig } from "vitest/config"
import { LongestFirst } from "./scripts/longest-first.ts"
import { testFiles } from "./scripts/test-sets.ts"

export default defineConfig({
  test: {
    ...testFiles(),
    setupFiles: ["./scripts/test-setup.ts"],
    // A file may start a browser, a database and a server of its own, and waits for them: three at once keep two cores busy.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    // What a file imports stays for the next one: no module keeps anything that a test could see.
    isolate: false,
    // Real servers, databases and browsers start in these, which on a busy machine takes a while.
    testTimeout: 30_000,
    expect: { poll: { timeout: 10_000 } },
    hookTimeout: 120_000,
    // A wait for the browser that ran out on a busy machine is repeated once, and named at the end. A wrong value is never repeated.
    retry: { count: 1, condition: /Timeout \d+ms exceeded/ },
    teardownTimeout: 20_000,
    // npm run coverage. Code that runs in a browser or in a process of its own is not counted.
    coverage: {
      provider: "v8",
      include: ["packages/*/src/**/*.{ts,tsx}", "infra/**/*.ts", "tools/**/*.ts", "scripts/*.ts"],
      exclude: ["**/test/**"],
      reporter: ["text-summary", "html"],
    },
  },
})
