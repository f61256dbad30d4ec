import { expect, test } from "vitest"
import { useSite } from "../../support/site-page.ts"

const site = useSite()

/** Opens a conversation with one answer. */
async function open(answer: string, options = {}, question = "q") {
  site.api.seed("cnv_a", "Text", [[question, answer]])
  const page = await site.visit("/c/cnv_a", options)
  await page.locator(".answer .markdown").waitFor()
  return page
}

/** The left and the right end of the words of each element, in pixels. Runs in the page. */
function endsOfWords(elements: Element[]): { left: number; right: number }[] {
  return elements.map((element) => {
    const range = document.createRange()
    range.selectNodeContents(element)
    const boxes = [...range.getClientRects()].filter(({ width }) => width > 0)
    return { left: Math.round(Math.min(...boxes.map((box) => box.left))), right: Math.round(Math.max(...boxes.map((box) => box.right))) }
  })
}

const different = (numbers: number[]) => new Set(numbers).size

test.each([{}, { locale: "ar" }])("list items start beside their markers in either direction (%o)", async (options) => {
  const page = await open("- عنصر أول\n- An English item\n\ntext\n\n- First\n- عنصر ثان\n  1. واحد\n  2. two", options)
  const ends = async (list: string) => page.locator(`.markdown ${list}`).evaluateAll(endsOfWords)
  expect(different((await ends("> .part > ul:first-child > li")).map(({ right }) => right))).toBe(1)
  const leftList = await ends("> .part > ul:not(:first-child) > li:first-child")
  const nested = await ends("ol > li")
  expect([leftList.length, nested.length]).toEqual([1, 2])
  expect(different(nested.map(({ right }) => right))).toBe(1)
})

test("table cells start below their column header, and a right-aligned column is on the right", async () => {
  const page = await open("| الاسم | عدد |\n| --- | ---: |\n| ألف | 12 |\n| Beta | كثير |\n| Gamma | many |")
  const column = async (index: number) => page.locator(`.markdown tr > :nth-child(${index})`).evaluateAll(endsOfWords)
  expect(different((await column(1)).map(({ right }) => right))).toBe(1)
  expect(different((await column(2)).map(({ right }) => right))).toBe(1)
})

test.each([
  ["- [ ] مهمة\n- [x] done", "right"],
  ["- [ ] open\n- [x] مهمة", "left"],
] as const)("a task's checkbox is in the marker column of its list and covers no text: %j", async (answer, side) => {
  const page = await open(answer)
  await page.locator(".task").first().waitFor()
  const words = await page.locator(".task").evaluateAll((items) =>
    items.map((item) => {
      const range = document.createRange()
      range.selectNodeContents(item.lastChild ?? item)
      const [box, text] = [item.querySelector("input")?.getBoundingClientRect(), range.getBoundingClientRect()]
      return { box: { left: box?.left ?? 0, right: box?.right ?? 0 }, text: { left: text.left, right: text.right } }
    }),
  )
  expect(words).toHaveLength(2)
  for (const { box, text } of words) {
    const space = side === "right" ? box.left - text.right : text.left - box.right
    expect(space).toBeGreaterThan(2)
    expect(space).toBeLessThan(16)
  }
})

test("code is left-to-right within right-to-left text", async () => {
  const page = await open('استعمل `run()` هنا\n\n```js\nconst x = "مرحبا" // تعليق\n```')
  const bracket = await page.locator("p code").evaluate((code) => {
    const place = (at: number) => {
      const range = document.createRange()
      range.setStart(code.firstChild as Text, at)
      range.setEnd(code.firstChild as Text, at + 1)
      return range.getBoundingClientRect().x
    }
    return place(0) < place(4)
  })
  expect(bracket).toBe(true)
  const string = await page.locator(".code-string").boundingBox()
  const comment = await page.locator(".code-comment").boundingBox()
  expect((string?.x ?? 0) + (string?.width ?? 0)).toBeLessThan(comment?.x ?? 0)
  const [name, copy] = [await page.locator(".code-bar span").first().boundingBox(), await page.locator(".code-bar button").boundingBox()]
  expect(name?.x).toBeLessThan(copy?.x ?? 0)
})

test.each([
  ["كيف حالك؟", {}, "right"],
  ["How are you?", { locale: "ar" }, "left"],
] as const)("the sharp corner of a message bubble is on the messages' side: %s %o", async (question, options, side) => {
  const page = await open("a", options, question)
  const corners = await page.locator(".question p").evaluate((bubble) => {
    const { borderBottomLeftRadius: left, borderBottomRightRadius: right } = getComputedStyle(bubble)
    return { left: Number.parseFloat(left), right: Number.parseFloat(right) }
  })
  expect(corners.left < corners.right ? "left" : "right").toBe(side)
})
