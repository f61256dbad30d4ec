import { setTimeout as sleep } from "node:timers/promises"
import { expect, test } from "vitest"
import { answerFile } from "../../support/answer-files.ts"
import { ask, eventually } from "../../support/pages.ts"
import { phone, useSite } from "../../support/site-page.ts"

const site = useSite()

/** Replaces text as a browser's translation does, again and again. Runs in the page. */
function translateAgainAndAgain(): void {
  const translate = () => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    const texts: Text[] = []
    while (walker.nextNode()) texts.push(walker.currentNode as Text)
    for (const text of texts) {
      const parent = text.parentElement
      if (!parent?.closest(".markdown") || parent.closest("font, [translate=no]")) continue
      const [outer, inner] = [document.createElement("font"), document.createElement("font")]
      outer.append(inner)
      inner.textContent = text.data.toUpperCase()
      text.replaceWith(outer)
    }
  }
  setInterval(translate, 40)
}

test("an answer translated by the browser keeps all its text while it grows", async () => {
  const { text } = await answerFile("tr.json")
  site.api.answer = async function* () {
    for (let at = 0; at < text.length; at += 24) {
      yield text.slice(at, at + 24)
      await sleep(20)
    }
  }
  const page = await site.visit()
  await page.evaluate(translateAgainAndAgain)
  await ask(page, "Translate?")
  const paragraphs = page.locator(".markdown :is(p, li)")
  const expected = text
    .replaceAll("- ", "")
    .split(/\n+/)
    .map((line) => line.toUpperCase())
  await eventually(() => paragraphs.allTextContents()).toEqual(expected)
})

/** The positions of the first and last character of each element. Runs in the page. */
function endsOf(elements: Element[]): { text: string; first: number; last: number }[] {
  return elements.map((element) => {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT)
    const texts: Text[] = []
    while (walker.nextNode()) texts.push(walker.currentNode as Text)
    const [start, end] = [texts[0] as Text, texts.at(-1) as Text]
    const place = (text: Text, at: number) => {
      const range = document.createRange()
      range.setStart(text, at)
      range.setEnd(text, at + 1)
      return range.getBoundingClientRect().x
    }
    return { text: element.textContent, first: place(start, 0), last: place(end, end.length - 1) }
  })
}

test.each(["md-rtl.md", "md-rtl-first.md"])("list items and table cells follow the direction of their text: %s", async (name) => {
  const { text } = await answerFile(name)
  site.api.seed("cnv_a", "Text", [["q", text]])
  const page = await site.visit("/c/cnv_a")
  await page.locator(".markdown li").first().waitFor()
  const ends = await page.locator(".markdown :is(li, td, th)").evaluateAll(endsOf)
  expect(ends.length).toBeGreaterThanOrEqual(2)
  for (const { text, first, last } of ends) expect(first < last, text).toBe(/^[a-z]/i.test(text))
})

test("each line of a message follows the direction of its text", async () => {
  site.api.seed("cnv_a", "Text", [["How are you?\nكيف حالك؟\nFine!", "a"]])
  const page = await site.visit("/c/cnv_a")
  const places = await page.locator(".question p").evaluate((element) => {
    const text = element.firstChild as Text
    const place = (at: number) => {
      const range = document.createRange()
      range.setStart(text, at)
      range.setEnd(text, at + 1)
      return range.getBoundingClientRect().x
    }
    let at = 0
    return text.data.split("\n").map((line) => {
      const ends = [place(at), place(at + line.length - 1)]
      at += line.length + 1
      return ends
    })
  })
  expect(places.map(([first = 0, last = 0]) => first < last)).toEqual([true, false, true])
})

test.each([{}, phone])("the numbers of a long list are not clipped", async (options) => {
  const { text } = await answerFile("md-ol-big.md")
  site.api.seed("cnv_a", "Text", [["q", `${text}\n\ntext\n\n10000. a\n\ntext\n\n9999999. b\n\ntext\n\n99. c\n100. d`]])
  const page = await site.visit("/c/cnv_a", options)
  await page.locator(".markdown ol").first().waitFor()
  const rooms = await page.locator(".markdown ol").evaluateAll((lists) =>
    lists.map((list) => {
      const { paddingInlineStart, font } = getComputedStyle(list)
      const context = document.createElement("canvas").getContext("2d") as CanvasRenderingContext2D
      context.font = font
      const last = (list as HTMLOListElement).start + list.children.length - 1
      return Number.parseFloat(paddingInlineStart) - context.measureText(`${last}. `).width
    }),
  )
  expect(rooms.length).toBe(6)
  expect(Math.min(...rooms)).toBeGreaterThanOrEqual(0)
})

test("copying a selected answer with code copies only the model's text", async () => {
  site.api.seed("cnv_a", "Text", [["q", "Before\n\n```bash\nnpm ci\n```\n\nAfter"]])
  const page = await site.visit("/c/cnv_a")
  await page.locator(".code-bar").waitFor()
  const selected = await page.locator(".markdown").evaluate((answer) => {
    getSelection()?.selectAllChildren(answer)
    return String(getSelection())
  })
  expect(selected.split(/\n+/)).toEqual(["Before", "npm ci", "After"])
})

test("a details element opens, and footnotes come last", async () => {
  const { text } = await answerFile("md-details.md")
  site.api.seed("cnv_a", "Text", [["q", `${text}\n\nA claim.[^1]\n\n[^1]: The source.\n\nThe end.`]])
  const page = await site.visit("/c/cnv_a")
  const hidden = page.getByText("Hidden bold text")
  await page.locator("summary").waitFor()
  expect(await hidden.isVisible()).toBe(false)
  await page.locator("summary").click()
  expect(await hidden.isVisible()).toBe(true)
  expect((await page.locator(".markdown").allInnerTexts()).join("").trim().split("\n").at(-1)).toBe("1 The source.")
})
