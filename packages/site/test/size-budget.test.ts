import { readdir, readFile } from "node:fs/promises"
import { join } from "node:path"
import { gzipSync } from "node:zlib"
import { builtSite } from "@parley/testing/site/built-site.ts"
import { beforeAll, describe, expect, test } from "vitest"

// The compressed size of all files that a reader may load, including those loaded on first use.
const maxPageBytes = 117 * 1024
// The addition on sites with sign-in: the sign-in bundle and the library.
const maxSignInBytes = 22 * 1024
// The typeface, upright and italic: woff2 is compressed already.
const maxFontBytes = 36 * 1024
const signInParts = /^(sign-in|provider)\./

let sizes: Map<string, number>
let fonts: number[]
let languages: string[]
beforeAll(async () => {
  const folder = await builtSite()
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile() && /\.(js|css|html)$/.test(entry.name))
  const sized = files.map(
    async ({ parentPath, name }): Promise<[string, number]> => [
      name,
      gzipSync(await readFile(join(parentPath, name)), { level: 9 }).length,
    ],
  )
  sizes = new Map(await Promise.all(sized))
  const fontFiles = entries.filter(({ name }) => name.endsWith(".woff2"))
  fonts = await Promise.all(fontFiles.map(async ({ parentPath, name }) => (await readFile(join(parentPath, name))).length))
  languages = /data-languages="([^"]*)"/.exec(await readFile(join(folder, "index.html"), "utf8"))?.[1]?.split(" ") ?? []
})

const total = (names: string[]) => names.reduce((sum, name) => sum + (sizes.get(name) ?? 0), 0)

describe("the whole page", () => {
  test("stays within the budget for scripts, styles and HTML in one language", () => {
    const names = [...sizes.keys()]
    const wordsOf = languages.map((language) => names.filter((name) => name.startsWith(`${language}.`) || name.startsWith(`${language}-`)))
    expect(Math.min(...wordsOf.map(total))).toBeGreaterThan(1_000)
    const bytes = total(names.filter((name) => !wordsOf.flat().includes(name) && !signInParts.test(name))) + Math.max(...wordsOf.map(total))
    expect(bytes).toBeGreaterThan(40 * 1024)
    expect(bytes).toBeLessThan(maxPageBytes)
  })

  test("has two font files, each within the budget", () => {
    expect(fonts).toHaveLength(2)
    expect(Math.min(...fonts)).toBeGreaterThan(20 * 1024)
    expect(Math.max(...fonts)).toBeLessThan(maxFontBytes)
  })

  test("loads the sign-in bundle separately", () => {
    const bytes = total([...sizes.keys()].filter((name) => signInParts.test(name)))
    expect(bytes).toBeGreaterThan(10 * 1024)
    expect(bytes).toBeLessThan(maxSignInBytes)
  })

  test("loads the highlighter's grammars one by one", () => {
    const names = [...sizes.keys()].filter((name) => /^(core|highlighter|python|typescript|sql)\./.test(name))
    expect(names.length).toBe(5)
    expect(Math.max(...names.map((name) => sizes.get(name) ?? 0))).toBeLessThan(10 * 1024)
  })
})
