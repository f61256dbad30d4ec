import { spawnSync } from "node:child_process"
import { runsAll } from "@parley/testing/cases/test-set.ts"
import { describe, expect, test } from "vitest"
import { type Highlighted, highlight } from "../../src/markdown/highlighter.ts"

const textOf = (pieces: Highlighted[]): string =>
  pieces.map((piece) => (typeof piece === "string" ? piece : textOf(piece.children))).join("")
const kindsOf = (pieces: Highlighted[]): string[] =>
  pieces.flatMap((piece) => (typeof piece === "string" ? [] : [piece.kind, ...kindsOf(piece.children)]))

describe("code is highlighted", () => {
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
  ])("in %s, without losing a character", async (name, code, kind) => {
    const pieces = (await highlight(code, name)) ?? []
    expect(textOf(pieces)).toBe(code)
    expect(kindsOf(pieces)).toContain(kind)
  })

  test.each(["nonsense", "constructor", "__proto__", ""])("not in the unknown language %j", async (name) => {
    expect(await highlight("code", name)).toBeUndefined()
  })

  test.each([
    ["long", "a = 1\n".repeat(5_000)],
    ["of a long line", `b = 1\n${"a".repeat(501)}`],
  ])("not if it is %s", async (_, code) => {
    expect(await highlight(code, "python")).toBeUndefined()
  })
})

describe("embedded languages are highlighted, whatever was highlighted before", () => {
  test.each([
    ["tsx", "const a = <p className='x'>{b}</p>", "name"],
    ["jsx", "export default () => <a href='/'>b</a>", "name"],
    ["html", "<script>const a = 1</script>", "keyword"],
    ["dockerfile", "RUN if true; then echo a; fi", "keyword"],
  ])("%s", (name, code, kind) => {
    // In a new process, which has highlighted nothing before.
    const program = `import { highlight } from ${JSON.stringify(import.meta.resolve("../../src/markdown/highlighter.ts"))}
      console.log(JSON.stringify(await highlight(${JSON.stringify(code)}, ${JSON.stringify(name)})))`
    const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", program], { encoding: "utf8" })
    expect(stderr).toBe("")
    expect(kindsOf(JSON.parse(stdout))).toContain(kind)
  })
})

// CPU time. A grammar that scans the rest of the text from each character took seconds for such code.
test("no grammar is slow for highly repetitive code", { timeout: 120_000 }, async () => {
  const names = ["bash", "diff", "dockerfile", "go", "java", "json", "python", "rust", "sql", "typescript", "xml", "yaml"]
  const atoms = ["a", "A_", "_", "1", "$", "(", "<", "<a ", "<T>(", '"', "'", "`", "/*", "//", "- ", "a:", "=", "\\", "{", "\t", "<!--"]
  const slow: string[] = []
  for (const [index, name] of names.entries()) {
    await highlight("x", name)
    // A third of them for each language in npm test, another third for the next language.
    for (const atom of atoms.filter((_, at) => runsAll || (at + index) % 3 === 0)) {
      for (const code of [
        Array(40)
          .fill(atom.repeat(499 / atom.length))
          .join("\n"),
        `${atom}\n`.repeat(20_000 / (atom.length + 1)),
      ]) {
        const start = process.cpuUsage()
        expect(await highlight(code, name)).toBeDefined()
        if (process.cpuUsage(start).user > 1_500_000) slow.push(`${name} ${atom}`)
      }
    }
  }
  expect(slow).toEqual([])
})
