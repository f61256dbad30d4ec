import { expect, test } from "vitest"
import { bundleForPage, pageEntries } from "../../bench/src/page-bundle.ts"

test.each(Object.keys(pageEntries) as (keyof typeof pageEntries)[])("the %s of the benchmark's page bundle", async (entry) => {
  expect((await bundleForPage(entry)).length).toBeGreaterThan(10_000)
})
