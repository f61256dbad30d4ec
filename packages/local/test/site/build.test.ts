import { stat } from "node:fs/promises"
import { join } from "node:path"
import { expect, test } from "vitest"
import { buildSite } from "../../src/site/build.ts"

test("the site is built once for the same sources", async () => {
  const first = await buildSite()
  const built = await stat(join(first.folder, "index.html"))
  const second = await buildSite()
  expect(second).toEqual({ folder: first.folder, cached: true })
  expect((await stat(join(second.folder, "index.html"))).mtimeMs).toBe(built.mtimeMs)
})
