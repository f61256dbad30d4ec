import { utimes } from "node:fs/promises"
import { createRequire } from "node:module"
import { afterEach, expect, test } from "vitest"
import { watchSources } from "../../src/lambda/watch-sources.ts"

let stop = async () => {}
afterEach(() => stop())

test("a changed source is reported once", async () => {
  let told = 0
  stop = watchSources(() => {
    told += 1
  })
  const file = createRequire(import.meta.url).resolve("@parley/core/entities/table.ts")
  const now = new Date()
  for (let i = 0; i < 3; i++) await utimes(file, now, now)
  await expect.poll(() => told, { timeout: 10_000 }).toBe(1)
})
