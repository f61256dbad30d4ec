import { render } from "preact-render-to-string"
import { beforeAll, describe, expect, test } from "vitest"
import { loadLexer } from "../../src/markdown/lexer.ts"
import { Markdown } from "../../src/markdown/markdown.tsx"

beforeAll(loadLexer)

const html = (source: string) =>
  render(<Markdown source={source} ended />).replace(/^<div class="markdown"><div class="part">(.*)<\/div><\/div>$/s, "$1")

describe("Markdown becomes elements", () => {
  test.each([
    ["**bold** *soft* ~~gone~~ `code`", "<p><strong>bold</strong> <em>soft</em> <del>gone</del> <code>code</code></p>"],
    ["# One", "<h3>One</h3>"],
    ["###### Six", "<h6>Six</h6>"],
    ["- a\n- b", "<ul><li>a</li><li>b</li></ul>"],
    ["3. c", '<ol start="3"><li>c</li></ol>'],
    ["> quote", "<blockquote><p>quote</p></blockquote>"],
    ["one  \ntwo", "<p>one<br/>two</p>"],
    ["AT&amp;T &#169; &unknown;", "<p>AT&amp;T © &amp;unknown;</p>"],
    ["`&amp;`", "<p><code>&amp;amp;</code></p>"],
  ])("%j", (source, expected) => {
    expect(html(source)).toBe(expected)
  })

  test("a table scrolls in a frame of its own and keeps its alignment", () => {
    expect(html("| a | b |\n| --- | --: |\n| 1 | 2 |")).toBe(
      '<div class="table-scroll" tabindex="0"><table><thead><tr><th scope="col">a</th><th scope="col" data-align="right">b</th></tr></thead>' +
        '<tbody><tr><td>1</td><td data-align="right">2</td></tr></tbody></table></div>',
    )
  })

  test("code names its language and can be copied", () => {
    const shown = html("```ts title=x\nconst a = '<b>'\n```")
    expect(shown).toContain("<span>ts</span>")
    expect(shown).toContain('aria-label="Copy code"')
    expect(shown).toContain("<code>const a = '&lt;b>'</code>")
  })
})

test("every 32 blocks are in an element of their own, and what shows nothing is in none", () => {
  const paragraphs = (count: number) => Array.from({ length: count }, (_, index) => `Paragraph ${index}\n\n`).join("")
  expect(html(`# Heading\n${paragraphs(31)}[a]: https://example.com\n`)).not.toContain("part")
  expect(html(`# Heading\n${paragraphs(32)}`)).toMatch(/<p>Paragraph 30<\/p><\/div><div class="part"><p>Paragraph 31<\/p>$/)
})

describe("nothing that a model writes is trusted", () => {
  test.each([
    ["<script>alert(1)</script>", "&lt;script>alert(1)&lt;/script>"],
    ["a <img src=x onerror=alert(1)> b", "a &lt;img src=x onerror=alert(1)> b"],
  ])("raw HTML is text: %s", (source, expected) => {
    expect(html(source)).toBe(`<p>${expected}</p>`)
  })

  test("an image is never loaded: it is a link", () => {
    expect(html("![a chart](https://example.com/c.png)")).toBe(
      '<p><a href="https://example.com/c.png" target="_blank" rel="noopener noreferrer nofollow">a chart</a></p>',
    )
  })

  test.each([
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,x",
    "http://example.com",
    "//example.com",
    "/path",
    "vbscript:x",
    "file:///etc",
  ])("a link to %s is text", (href) => {
    expect(html(`[label](<${href}>)`)).toBe("<p>label</p>")
  })

  test.each([
    ["[label](https://example.com/a?b=1)", "https://example.com/a?b=1"],
    ["[label](mailto:me@example.com)", "mailto:me@example.com"],
  ])("%s is a link that tells its target nothing", (source, href) => {
    expect(html(source)).toBe(`<p><a href="${href}" target="_blank" rel="noopener noreferrer nofollow">label</a></p>`)
  })
})
