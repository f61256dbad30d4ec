import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    include: ["packages/*/test/**/*.test.{ts,tsx}", "infra/test/**/*.test.ts", "scripts/test/**/*.test.ts"],
    // Real servers, databases and browsers start in these: on a busy machine of two cores that takes a while.
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 120_000,
    teardownTimeout: 20_000,
  },
})
