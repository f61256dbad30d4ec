import { render } from "preact-render-to-string"
import { beforeAll, describe, expect, test } from "vitest"
import { loadLexer } from "../../src/markdown/lexer.ts"
import { Markdown } from "../../src/markdown/markdown.tsx"

beforeAll(loadLexer)

const html = (source: string) =>
  render(<Markdown source={source} ended />).replace(/^<div class="markdown"><div class="part">(.*)<\/div><\/div>$/s, "$1")

describe("Markdown is rendered as elements", () => {
  test.each([
    ["**bold** *soft* ~~gone~~ `code`", "<p><strong>bold</strong> <em>soft</em> <del>gone</del> <code>code</code></p>"],
    ["# One", "<h3>One</h3>"],
    ["###### Six", "<h6>Six</h6>"],
    ["- a\n- b", '<ul dir="auto"><li>a</li><li>b</li></ul>'],
    ["3. c", '<ol start="3" dir="auto"><li>c</li></ol>'],
    ["> quote", '<blockquote dir="auto"><p>quote</p></blockquote>'],
    ["one  \ntwo", "<p>one<br/>two</p>"],
    ["AT&amp;T &#169; &unknown;", "<p>AT&amp;T © &amp;unknown;</p>"],
    ["`&amp;`", "<p><code>&amp;amp;</code></p>"],
  ])("%j", (source, expected) => {
    expect(html(source)).toBe(expected)
  })

  test("a table scrolls in its own frame and keeps its alignment", () => {
    expect(html("| a | b |\n| --- | --: |\n| 1 | 2 |")).toBe(
      '<div class="table-scroll" tabindex="0"><table dir="auto"><thead><tr><th scope="col">a</th><th scope="col" data-align="right">b</th></tr></thead>' +
        '<tbody><tr><td>1</td><td data-align="right">2</td></tr></tbody></table></div>',
    )
  })

  test("code shows its language and a copy button", () => {
    const shown = html("```ts title=x\nconst a = '<b>'\n```")
    expect(shown).toContain("<span>ts</span>")
    expect(shown).toContain('aria-label="Copy code"')
    expect(shown).toContain("<code>const a = '&lt;b>'</code>")
  })
})

test("every 32 blocks share an element, and invisible blocks have none", () => {
  const paragraphs = (count: number) => Array.from({ length: count }, (_, index) => `Paragraph ${index}\n\n`).join("")
  expect(html(`# Heading [a]\n${paragraphs(31)}[a]: https://example.com\n`)).not.toContain("part")
  expect(html(`# Heading\n${paragraphs(32)}`)).toMatch(/<p>Paragraph 30<\/p><\/div><div class="part"><p>Paragraph 31<\/p>$/)
})

describe("Markdown of a model is untrusted", () => {
  test.each([
    ["<script>alert(1)</script>", '<p class="source">&lt;script>alert(1)&lt;/script></p>'],
    ["a <img src=x onerror=alert(1)> b", "<p>a &lt;img src=x onerror=alert(1)> b</p>"],
    ["<sub onclick=x>a</sub>", "<p>&lt;sub onclick=x>a&lt;/sub></p>"],
    ["<details ontoggle=x>a</details>", '<p class="source">&lt;details ontoggle=x>a&lt;/details></p>'],
  ])("raw HTML is text: %s", (source, expected) => {
    expect(html(source)).toBe(expected)
  })

  test("an image is a link and is never loaded", () => {
    expect(html("![a chart](https://example.com/c.png)")).toBe(
      '<p><a href="https://example.com/c.png" target="_blank" rel="noopener noreferrer nofollow">a chart</a></p>',
    )
  })

  test.each([
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,x",
    "//example.com",
    "/path",
    "vbscript:x",
    "file:///etc",
    "tel:+123",
    "https://user:pw@example.com/",
    "https://bank.example@evil.example/",
    "mailto:me@example.com?attach=/etc/passwd",
  ])("a link to %s is text followed by its address", (href) => {
    expect(html(`[label](<${href}>)`)).toBe(`<p>label <bdi class="address">(${href})</bdi></p>`)
  })

  test("an address that is not linked appears once, and a long one is truncated", () => {
    expect(html("<ftp://example.com/x>")).toBe("<p>ftp://example.com/x</p>")
    expect(html(`![picture](data:image/png;base64,${"A".repeat(3_000)})`)).toMatch(
      /^<p>picture <bdi class="address">\(data:.{295}…\)<\/bdi><\/p>$/,
    )
  })

  test.each([
    ["[label](https://example.com/a?b=1)", "https://example.com/a?b=1"],
    ["[label](http://intranet/wiki)", "http://intranet/wiki"],
    ["[label](mailto:me@example.com)", "mailto:me@example.com"],
  ])("%s is a link that sends no referrer", (source, href) => {
    expect(html(source)).toBe(`<p><a href="${href}" target="_blank" rel="noopener noreferrer nofollow">label</a></p>`)
  })

  test.each([
    ["https://bank.example", "https://evil.example/", "(evil.example)"],
    ["bank.example/login", "https://evil.example/", "(evil.example)"],
    ["see www.bank.example now", "https://evil.example/", "(evil.example)"],
    ["**https://bank.example**", "https://evil.example/", "(evil.example)"],
    ["https&colon;//bank.example", "https://evil.example/", "(evil.example)"],
    ["help@bank.example", "mailto:me@evil.example", "(me@evil.example)"],
    ["https://www.bank.example/a", "https://bank.example/b", undefined],
    ["help@bank.example", "mailto:help@bank.example", undefined],
    ["the docs, v1.2", "https://example.com/", undefined],
  ])("a link with the label %s and the target %s shows its real target: %s", (label, href, address) => {
    const link = `<a href="${href}"`
    const shown = html(`[${label}](${href})`)
    expect(shown).toContain(link)
    expect(/<bdi class="address">(.*)<\/bdi>/.exec(shown)?.[1]).toBe(address)
  })

  test("direction control characters are visible in code and in links", () => {
    const control = '<bdi class="control" data-code="U+202E">\u202e</bdi>'
    expect(html("`a\u202eb`")).toBe(`<p><code>a${control}b</code></p>`)
    expect(html("```text\na\u202eb\n```")).toContain(`<code>a${control}b</code>`)
    expect(html("[a\u202eb](https://example.com/)")).toContain(`>a${control}b</a>`)
  })

  test("links are not nested", () => {
    const shown = html("[![one](https://example.com/1.png) <https://example.com/2> two](https://example.com/)")
    expect(shown.split("<a ").length - 1).toBeLessThanOrEqual(1)
    expect(html("[![one](https://example.com/1.png)](https://example.com/)")).toContain('nofollow">one</a>')
  })
})
