import { type Token, walkTokens } from "marked"
import { beforeAll, describe, expect, test } from "vitest"
import { createBlockParser, type Lex } from "../../src/markdown/blocks.ts"
import { htmlOf, loadedLex } from "../support/markdown.ts"

let lex: Lex
beforeAll(async () => {
  lex = await loadedLex()
})

function formulasOf(tokens: Token[]): string[] {
  const found: string[] = []
  void walkTokens(tokens, (token) => {
    if (token.type === "formula") found.push(token.raw)
  })
  return found
}

describe("a formula keeps its source", () => {
  test.each([
    "\\(a_1 + b_1\\)",
    "\\[x^2\\]",
    "$x$",
    "$a*b*c$",
    "$\\mathbf{x}_i^*y_j^*$",
    "$\\{1, 2\\}$",
    "$f(x)\\,dx$",
    "$5$",
    "$2^{10}$",
    "$$x^2$$",
    "$n=10$",
    "$E=mc^2$",
    "$f(x)=\\text{cost in \\$}$",
  ])("%s in running text", (formula) => {
    for (const text of [`Let ${formula} be`, `**Let ${formula} be**`, `- Let ${formula} be`, `| a |\n| - |\n| ${formula} |`]) {
      expect(formulasOf(lex(text, {})), text).toEqual([formula])
      expect(htmlOf(lex(text, {}))).toContain(`>${formula.replaceAll("&", "&amp;")}</span>`)
    }
  })

  test.each([
    "$$\nE\n=\nmc^2\n$$",
    "$$\na\n- b\n$$",
    "$$\nx\n+ y\n$$",
    "\\[\na\n= b\n\\]",
    "\\begin{aligned}\na &= b \\\\\n- c &= d\n\\end{aligned}",
    "$$ a\n- b $$",
    "\\[ \\begin{pmatrix} a & b \\\\ c & d \\end{pmatrix} \\]",
  ])("%j on its own lines, for each prefix", (formula) => {
    for (const [before, after] of [
      ["", ""],
      ["So we get\n\n", "\n\nand"],
      ["So we get\n", "\nand"],
    ] as const) {
      const text = `${before}${formula}${after}`
      if (before === "So we get\n" && !/^(?:\$\$|\\\[)\n|^\\begin/.test(formula)) continue
      expect(
        formulasOf(lex(text, {})).map((raw) => raw.trimEnd()),
        text,
      ).toEqual([formula])
      const parse = createBlockParser(lex)
      for (let end = before.length + 4; end <= before.length + formula.length; end++) {
        expect(htmlOf(parse(text.slice(0, end), false)), text.slice(0, end)).not.toMatch(/<h\d|<li|<hr/)
      }
    }
  })

  test("delimiters inside it open no emphasis", () => {
    expect(htmlOf(lex("*a $x*y$ b*", {}))).toContain("<p><em>a ")
  })
})

test.each([
  "It costs $5 and $10.",
  "from $5 to $10",
  "$5-$10",
  "$1,000 and $2,000",
  "US$5 or A$6",
  "$5k, $10k",
  "Price: **$5**, was **$9**",
  "5$ and 6$",
  "echo $HOME and $PATH",
  "`$x$` in code",
  "export A=$B:$C",
  "$(pwd) and $(ls)",
  "$1 $2 $@ $?",
  "$_GET and $_POST",
  "cost is \\$5 and \\$6",
  "$ x $",
  "$x $",
  "$x\ny$",
  "\\(unfinished",
  "\\[link\\](https://example.com)",
  "see \\[1\\] and \\[2\\]",
  "$10 - $5 = $5",
  "win $1M or $2M",
  "$$$$",
  "```sh\necho $A$B\n```",
  "    $x$ indented",
])("%j contains no formula", (text) => {
  expect(formulasOf(lex(text, {}))).toEqual([])
})
