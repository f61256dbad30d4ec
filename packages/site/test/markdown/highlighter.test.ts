import { describe, expect, test } from "vitest"
import { type Highlighted, highlight } from "../../src/markdown/highlighter.ts"

const textOf = (pieces: Highlighted[]): string =>
  pieces.map((piece) => (typeof piece === "string" ? piece : textOf(piece.children))).join("")
const kindsOf = (pieces: Highlighted[]): string[] =>
  pieces.flatMap((piece) => (typeof piece === "string" ? [] : [piece.kind, ...kindsOf(piece.children)]))

describe("code is told apart in kinds of words", () => {
  test.each([
    ["bash", 'for f in *.ts; do echo "$f"; done # all', "keyword"],
    ["diff", "- old\n+ new", "addition"],
    ["dockerfile", "FROM node:24\nRUN npm ci", "keyword"],
    ["go", 'func main() { fmt.Println("x") }', "keyword"],
    ["html", "<p class='x'>&lt;b&gt;</p><script>let a = 1</script>", "tag"],
    ["java", "public class A { int b = 1; }", "keyword"],
    ["js", "const a = `x`", "keyword"],
    ["json", '{"a": [1, null]}', "attr"],
    ["Python", "def f(x):\n    return 'a'", "keyword"],
    ["rust", "fn main() { let x = 1; }", "keyword"],
    ["sql", "SELECT a FROM b WHERE c = 'd'", "keyword"],
    ["ts", "type A = { b?: string }", "keyword"],
    ["yml", "a:\n  - b: 1", "attr"],
  ])("%s, and every character stays", async (name, code, kind) => {
    const pieces = (await highlight(code, name)) ?? []
    expect(textOf(pieces)).toBe(code)
    expect(kindsOf(pieces)).toContain(kind)
  })

  test.each(["nonsense", "constructor", "__proto__", ""])("%j is no language", async (name) => {
    expect(await highlight("code", name)).toBeUndefined()
  })

  test("long code stays plain", async () => {
    expect(await highlight("a = 1\n".repeat(5_000), "python")).toBeUndefined()
  })
})
