import { readFile } from "node:fs/promises"
import { expect, test } from "vitest"

const docs = new URL("../../../../docs/turns.md", import.meta.url)

test("every test that docs/turns.md names exists under that name in that file", async () => {
  const text = await readFile(docs, "utf8")
  const missing: string[] = []
  let named = 0
  for (const [, path = "", names = ""] of text.matchAll(/\]\((\.\.\/packages\/[^)]+\.test\.ts)\)((?:,?\s“[^”]+”)+)/g)) {
    const source = await readFile(new URL(path, docs), "utf8")
    for (const [, name = ""] of names.matchAll(/“([^”]+)”/g)) {
      named += 1
      if (!source.includes(name)) missing.push(`${path}: ${name}`)
    }
  }
  expect(missing).toEqual([])
  expect(named).toBe([...text.matchAll(/“/g)].length)
})
