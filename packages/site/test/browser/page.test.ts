import type { BrowserContextOptions, Page } from "playwright-core"
import { describe, expect, test } from "vitest"
import { FakeFailure } from "../support/fake-turn.ts"
import { createGate } from "../support/gate.ts"
import { ask, composerOf, eventually } from "../support/pages.ts"
import { phone, useSite, violations } from "../support/site-page.ts"

const long = Array.from({ length: 60 }, (_, i) => `Paragraph ${i}.`).join("\n\n")
const rich = "# Title\n\n- [x] done\n\n```sh\nnpm ci\n```\n\n| a | b |\n| - | - |\n| 1 | 2 |\n\n[link](https://example.com) <b>raw</b>"

const site = useSite()
let page: Page
const visit = async (path = "/", options?: BrowserContextOptions) => {
  page = await site.visit(path, options)
}
const button = (name: string | RegExp) => page.getByRole("button", { name, exact: true })
const heading = () => page.getByRole("heading", { level: 1 })

describe("the list of conversations", () => {
  test("is grouped by day and leads to each, back and forth", async () => {
    site.api.seed("cnv_a", "Now", [["q1", "a1"]])
    site.api.seed("cnv_b", "Before", [["q2", "a2"]], new Date(Date.now() - 2 * 86_400_000).toISOString())
    await visit()
    await page.getByRole("region", { name: "Today" }).getByRole("link", { name: "Now" }).click()
    await page.getByText("a1").waitFor()
    await page.getByRole("region", { name: "Previous 7 days" }).getByRole("link", { name: "Before" }).click()
    await page.getByText("a2").waitFor()
    await page.goBack()
    await page.getByText("a1").waitFor()
    expect(await heading().textContent()).toBe("Now")
  })

  test("renames", async () => {
    site.api.seed("cnv_a", "Old name", [["q", "a"]])
    await visit("/c/cnv_a")
    await button("Actions for “Old name”").click()
    await button("Rename").click()
    await page.getByRole("textbox", { name: "Title of the conversation" }).fill("New name")
    await page.keyboard.press("Enter")
    await eventually(() => heading().textContent()).toBe("New name")
    await eventually(() => site.api.conversations[0]?.title).toBe("New name")
  })

  test("leaves a title alone on Escape", async () => {
    site.api.seed("cnv_a", "Old name")
    await visit()
    await button("Actions for “Old name”").click()
    await button("Rename").click()
    await page.getByRole("textbox", { name: "Title of the conversation" }).fill("New name")
    await page.keyboard.press("Escape")
    await page.getByRole("link", { name: "Old name" }).waitFor()
    expect(site.api.conversations[0]?.title).toBe("Old name")
  })

  test("deletes nothing that is taken back in time", async () => {
    site.api.seed("cnv_a", "Keep me", [["q", "a"]])
    await visit("/c/cnv_a")
    await button("Actions for “Keep me”").click()
    await button("Delete").click()
    await page.getByRole("link", { name: "Keep me" }).waitFor({ state: "detached" })
    await button("Undo").click()
    await page.getByRole("link", { name: "Keep me" }).waitFor()
    await page.goto("about:blank")
    expect(site.api.deleted).toEqual([])
  })

  test("deletes what was not taken back when the page is left", async () => {
    site.api.seed("cnv_a", "Away", [["q", "a"]])
    await visit()
    await button("Actions for “Away”").click()
    await button("Delete").click()
    await page.reload()
    await eventually(() => site.api.deleted).toEqual(["cnv_a"])
  })
})

describe("on a phone", () => {
  test("the list is a drawer that Escape closes, and focus returns", async () => {
    site.api.seed("cnv_a", "Past", [["q", "a"]])
    await visit("/", phone)
    expect(await page.getByRole("link", { name: "Past" }).isVisible()).toBe(false)
    await button("Open the list of conversations").click()
    await page.getByRole("link", { name: "Past" }).waitFor()
    await page.keyboard.press("Escape")
    await page.getByRole("link", { name: "Past" }).waitFor({ state: "hidden" })
    expect(await page.evaluate(() => document.activeElement?.getAttribute("aria-label"))).toBe("Open the list of conversations")
  })

  test("opening a conversation closes the drawer", async () => {
    site.api.seed("cnv_a", "Past", [["q", "An old answer"]])
    await visit("/", phone)
    await button("Open the list of conversations").click()
    await page.getByRole("link", { name: "Past" }).click()
    await page.getByText("An old answer").waitFor()
    await page.getByRole("link", { name: "Past" }).waitFor({ state: "hidden" })
  })

  test("nothing is wider than the screen, and the composer is in it", async () => {
    site.api.seed("cnv_a", "Wide", [
      ["w".repeat(400), `${rich}\n\n| ${"a | ".repeat(20)}\n| ${"- | ".repeat(20)}\n\n\`${"x".repeat(300)}\``],
    ])
    await visit("/c/cnv_a", phone)
    await page.getByRole("table").first().waitFor()
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
    const box = await composerOf(page).boundingBox()
    expect(box && box.y + box.height).toBeLessThan(844)
  })

  test("what is pressed is at least 44 pixels high", async () => {
    site.api.seed("cnv_a", "Past", [["q", rich]])
    await visit("/c/cnv_a", phone)
    await button("Copy answer").waitFor()
    const heights = await page
      .locator("main button:visible")
      .evaluateAll((all) => all.map((one) => [one.textContent, one.getBoundingClientRect().height]))
    expect(heights.filter(([, height]) => Number(height) < 44)).toEqual([])
  })
})

describe("the reader's place", () => {
  test("the end stays in view while text arrives, unless the reader left it", async () => {
    const [more, rest] = [createGate(), createGate()]
    site.api.answer = async function* () {
      yield `${long}\n\n`
      await more.opened
      yield "More at the end.\n\n"
      await rest.opened
      yield "The very last."
    }
    await visit()
    await ask(page, "Tell me a lot")
    const distance = () => page.locator(".thread").evaluate((e) => Math.round(e.scrollHeight - e.scrollTop - e.clientHeight))
    await page.getByText("Paragraph 59.").waitFor()
    await eventually(distance).toBeLessThan(2)
    more.open()
    await page.getByText("More at the end.").waitFor()
    await eventually(distance).toBeLessThan(2)
    await page.locator(".thread").evaluate((e) => e.scrollTo(0, 100))
    await button("Jump to the latest message").waitFor()
    rest.open()
    await page.getByText("The very last.").first().waitFor()
    expect(await page.locator(".thread").evaluate((e) => e.scrollTop)).toBe(100)
    await button("Jump to the latest message").click()
    await eventually(distance).toBeLessThan(2)
  })
})

describe("assistive technology", () => {
  test("is told that an answer begins, and at its end how it ended with the whole answer, once", async () => {
    const gate = createGate()
    site.api.answer = async function* () {
      yield "The "
      await gate.opened
      yield "answer."
    }
    await visit()
    const said: string[] = []
    await page.exposeFunction("heard", (words: string) => said.push(words))
    await page.evaluate(() => {
      const status = document.querySelector("[role=status]")
      const tell = (globalThis as unknown as { heard: (words: string) => void }).heard
      if (status)
        new MutationObserver(() => tell(status.textContent ?? "")).observe(status, { childList: true, characterData: true, subtree: true })
    })
    await ask(page, "Speak")
    await page.locator(".markdown").getByText("The").waitFor()
    gate.open()
    await eventually(() => said.filter((words, i) => words && words !== said[i - 1])).toEqual([
      "Answering…",
      "Answer complete. The answer.",
    ])
  })

  test.each([
    ["the empty page", "/", {}],
    ["the empty page in the dark", "/", { colorScheme: "dark" as const }],
    ["a conversation", "/c/cnv_a", {}],
    ["a conversation in the dark", "/c/cnv_a", { colorScheme: "dark" as const }],
    ["a conversation on a phone", "/c/cnv_a", phone],
    ["a conversation that is gone", "/c/cnv_gone", {}],
  ])("finds nothing wrong with %s", async (_name, path, options) => {
    site.api.seed("cnv_a", "Rich", [["q", rich]])
    await visit(path, options)
    await page.getByRole("link", { name: "Rich", includeHidden: true }).waitFor({ state: "attached" })
    await page.getByText("Loading").waitFor({ state: "hidden" })
    expect(await violations(page)).toEqual([])
  })

  test("finds nothing wrong with the drawer, with open actions", async () => {
    site.api.seed("cnv_a", "Rich", [["q", rich]])
    await visit("/", phone)
    await button("Open the list of conversations").click()
    await button("Actions for “Rich”").click()
    expect(await violations(page)).toEqual([])
  })

  test("finds nothing wrong with a text that was not sent", async () => {
    site.api.refuse = () => new FakeFailure(503, "store.unavailable")
    await visit()
    await ask(page, "Text")
    await page.getByText("Not sent.").first().waitFor()
    expect(await violations(page)).toEqual([])
  })
})

describe("the composer", () => {
  test("grows with its text, up to a part of the screen", async () => {
    await visit()
    const height = async () => (await composerOf(page).boundingBox())?.height ?? 0
    const one = await height()
    await composerOf(page).fill("1\n2\n3\n4")
    expect(await height()).toBeGreaterThan(one)
    await composerOf(page).fill("line\n".repeat(200))
    expect(await height()).toBeLessThanOrEqual(320)
  })

  test("counts near the limit and sends nothing beyond it", async () => {
    await visit()
    await composerOf(page).fill("x".repeat(31_990))
    await page.getByText("10 characters left").waitFor()
    await composerOf(page).fill("x".repeat(32_001))
    await page.getByText("1 character too many").waitFor()
    await composerOf(page).press("Enter")
    expect(await composerOf(page).inputValue()).toHaveLength(32_001)
    expect(site.api.posts).toEqual([])
  })

  test("offers the models where there is a choice", async () => {
    site.api.models = [
      { modelId: "small", name: "Small", default: true },
      { modelId: "large", name: "Large", default: false },
    ]
    await visit()
    await page.getByRole("combobox", { name: "Model" }).selectOption("Large")
    await ask(page, "Which are you?")
    await eventually(() => site.api.posts.map((post) => (post as { modelId?: string }).modelId)).toEqual(["large"])
  })

  test("keeps what was typed before the script ran, and sends it", async () => {
    const gate = createGate()
    await visit()
    await page.route("**/_astro/*.js", async (route) => {
      await gate.opened
      await route.continue()
    })
    await page.reload({ waitUntil: "commit" })
    await composerOf(page).fill("I type fast")
    gate.open()
    await page.waitForLoadState()
    expect(await composerOf(page).inputValue()).toBe("I type fast")
    await composerOf(page).press("Enter")
    await eventually(() => site.api.posts.map(({ content }) => content[0].text)).toEqual(["I type fast"])
  })

  test("reads before it sends, so that the visitor's cookie is there", async () => {
    await visit()
    const order: string[] = []
    page.on("request", (request) => order.push(`${request.method()} ${new URL(request.url()).pathname}`))
    await page.reload({ waitUntil: "commit" })
    await ask(page, "Quick")
    await eventually(() => order.includes("POST /api/chat")).toBe(true)
    expect(order.indexOf("GET /api/config")).toBeLessThan(order.indexOf("POST /api/chat"))
    expect(order.indexOf("GET /api/config")).toBeGreaterThan(-1)
  })
})
