import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    include: ["packages/*/test/**/*.test.{ts,tsx}", "infra/test/**/*.test.ts", "scripts/test/**/*.test.ts"],
    // Real servers, databases and browsers start in these, which on a busy machine of two cores takes a while.
    maxWorkers: 2,
    // What a file imports stays for the next one: no module keeps anything that a test could see.
    isolate: false,
    testTimeout: 30_000,
    hookTimeout: 120_000,
    teardownTimeout: 20_000,
  },
})
