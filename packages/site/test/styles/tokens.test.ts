import { readdir, readFile } from "node:fs/promises"
import { join, relative } from "node:path"
import { beforeAll, describe, expect, test } from "vitest"

const source = join(import.meta.dirname, "../../src")
const tokensFile = "styles/tokens.css"
const contrastFile = "styles/contrast-tokens.css"

let styles: Map<string, string>
beforeAll(async () => {
  const entries = await readdir(source, { recursive: true, withFileTypes: true })
  const paths = entries.filter(({ name }) => name.endsWith(".css")).map(({ parentPath, name }) => join(parentPath, name))
  const read = paths.map(
    async (path): Promise<[string, string]> => [relative(source, path), (await readFile(path, "utf8")).replace(/\/\*.*?\*\//gs, "")],
  )
  styles = new Map(await Promise.all(read))
})

const others = () => [...styles].filter(([file]) => file !== tokensFile && file !== contrastFile)
const found = (pattern: RegExp) => others().flatMap(([file, css]) => [...css.matchAll(pattern)].map(([text]) => `${file}: ${text}`))

describe("the styles", () => {
  test("name every colour in tokens.css", () => {
    expect(found(/#[0-9a-f]{3,8}\b(?=[^{]*;)|\b(?:rgb|hsl|oklch|light-dark)\(/gi)).toEqual([])
  })

  test("take text sizes, shadows and durations from tokens.css", () => {
    expect(found(/font-size: [\d.]+(?:px|rem)/g)).toEqual([])
    expect(found(/box-shadow: (?!var|0 0 0 1px var)[^;]*/g)).toEqual([])
    expect(found(/transition:[^;]*\d(?:s|ms)\b/g)).toEqual([])
  })

  test("use only names that are declared", () => {
    const declared = new Set([...styles.values()].flatMap((css) => [...css.matchAll(/(--[\w-]+)\s*:/g)].map(([, name]) => name)))
    const used = [...styles.values()].flatMap((css) => [...css.matchAll(/var\((--[\w-]+)/g)].map(([, name]) => name))
    expect(used.length).toBeGreaterThan(300)
    expect(used.filter((name) => !declared.has(name))).toEqual([])
  })
})

const texts = [
  ...["desk", "sheet", "surface", "raised", "sunken", "selected"].flatMap((ground) => [
    ["ink", ground],
    ["ink-soft", ground],
    ["ink-faint", ground],
    ["danger", ground],
  ]),
  ...["sheet", "surface", "raised", "accent-soft"].map((ground) => ["accent", ground]),
  ["ink", "bubble"],
  ["ink-soft", "bubble"],
  ["on-accent", "accent"],
  ["on-accent", "accent-strong"],
  ["on-danger", "danger"],
  ["on-inverse", "inverse"],
  ["ink", "accent-soft"],
  ["ink", "brass-soft"],
  ["brass", "brass-soft"],
  ["ink", "danger-soft"],
  ["danger", "danger-soft"],
  ["note", "note-soft"],
  ["plum", "plum-soft"],
  ["ink", "chosen"],
  ["ink", "mark"],
  ["ink", "selection"],
  ...["keyword", "string", "number", "name", "type", "quiet"].flatMap((kind) => [
    [`code-${kind}`, "surface"],
    [`code-${kind}`, "sunken"],
  ]),
] as [string, string][]

// WCAG 1.4.11: controls and their states.
const shapes = [
  ["line-strong", "sheet"],
  ["line-strong", "surface"],
  ["line-strong", "desk"],
  ["accent", "sheet"],
  ["accent", "desk"],
  ["gauge", "gauge-track"],
] as [string, string][]

describe.each([
  ["light", 0, false, 4.5],
  ["dark", 1, false, 4.5],
  ["light with more contrast", 0, true, 7],
  ["dark with more contrast", 1, true, 7],
] as const)("the colours in %s", (_name, scheme, more, least) => {
  const valuesOf = (css: string) =>
    new Map([...css.matchAll(/--([\w-]+): light-dark\((#\w{6}), (#\w{6})\);/g)].map(([, name, ...pair]) => [name, pair[scheme] ?? ""]))
  const colours = () => {
    const file = (name: string) => valuesOf(styles.get(name) ?? "")
    return new Map([...file(tokensFile), ...(more ? file(contrastFile) : [])])
  }
  const low = (pairs: [string, string][], limit: number) => {
    const all = colours()
    return pairs
      .map(([above, below]) => ({ pair: `${above} on ${below}`, ratio: contrast(all.get(above), all.get(below)) }))
      .filter(({ ratio }) => !(ratio >= limit))
  }

  test("are legible as text", () => expect(low(texts, least)).toEqual([]))

  test("show controls and gauges", () => expect(low(shapes, 3)).toEqual([]))
})

/** The contrast ratio of two colours, 1 to 21: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
function contrast(one = "", other = ""): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b)
  return (high + 0.05) / (low + 0.05)
}

function luminance(colour: string): number {
  const [red = Number.NaN, green = 0, blue = 0] = [1, 3, 5].map((start) => {
    const part = Number.parseInt(colour.slice(start, start + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
