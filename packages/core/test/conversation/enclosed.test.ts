import { expect, test } from "vitest"
import { enclosed, quoted } from "../../src/conversation/enclosed.ts"

test.each([
  ["a fence", "```js\nlet a", "```js\nlet a\n```"],
  ["a long fence with a short one inside", "````\n```\na", "````\n```\na\n````"],
  ["a fence of tildes", " ~~~ a `b`\nc", " ~~~ a `b`\nc\n~~~"],
  ["a comment", "<!-- a\n\nb", "<!-- a\n\nb\n-->"],
  ["raw text", "<pre>\n\na", "<pre>\n\na\n</pre>"],
])("an open block is closed: %s", (_, text, whole) => expect(enclosed(text)).toBe(whole))

test.each([
  ["a closed fence", "```js\nlet a\n```\nb"],
  ["code in a line", "``` a ``` b"],
  ["a comment in one line", "<!-- a -->\nb"],
  ["raw text in one line", "<pre>a</pre>\nb"],
  ["an indented fence, which is code", "    ```\na"],
  ["plain HTML, which ends at a blank line", "<div>\na"],
])("a text that opens nothing stays as it is: %s", (_, text) => expect(enclosed(text)).toBe(text))

test("a heading like the export's own is escaped, except inside code", () => {
  expect(enclosed("## Assistant · 2020-01-01 00:00 UTC\n\n## Your part")).toBe("\\## Assistant · 2020-01-01 00:00 UTC\n\n## Your part")
  expect(enclosed("```\n## You · now\n```")).toBe("```\n## You · now\n```")
})

test("a quote contains every line, with any line break", () => {
  expect(quoted("a\r\n\n## You\r```")).toBe("> a\n>\n> ## You\n> ```")
})
