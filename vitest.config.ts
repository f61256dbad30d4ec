import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    include: ["packages/*/test/**/*.test.{ts,tsx}", "infra/test/**/*.test.ts", "scripts/test/**/*.test.ts"],
    // Real servers, databases and browsers start in these, and much of the time is spent waiting for them: for two cores, three at once.
    maxWorkers: 3,
    // What a file imports stays for the next one: no module keeps anything that a test could see.
    isolate: false,
    testTimeout: 30_000,
    hookTimeout: 120_000,
    teardownTimeout: 20_000,
  },
})
