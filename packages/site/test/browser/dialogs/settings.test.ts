import { readFile } from "node:fs/promises"
import { variants } from "@parley/testing/cases/test-set.ts"
import { describe, expect, test } from "vitest"
import { ask, composerOf, eventually } from "../../support/pages.ts"
import { phone, useSite, violations } from "../../support/site-page.ts"

const site = useSite()
const openSettings = async () => {
  await site.button("Settings").click()
  await site.page.getByRole("dialog", { name: "Settings" }).waitFor()
}
const ground = () => site.page.evaluate(() => getComputedStyle(document.body).backgroundColor)

describe("the theme", () => {
  test("can be chosen, sets the color of the browser's toolbar, and applies before the first paint", async () => {
    const page = await site.visit("/", { colorScheme: "light" })
    const bars = () =>
      page.locator("meta[name=theme-color]").evaluateAll((all) => {
        const metas = all as HTMLMetaElement[]
        return metas.filter(({ media }) => matchMedia(media).matches).map(({ content }) => content)
      })
    expect(await bars()).toEqual(["#fdfcf9"])
    const light = await ground()
    await openSettings()
    await page.getByRole("radio", { name: "Dark" }).check()
    await eventually(ground).not.toBe(light)
    await eventually(bars).toEqual(["#1a1b19"])
    const dark = await ground()
    await page.route("**/_astro/*.js", () => {})
    await page.reload({ waitUntil: "commit" })
    await page.getByRole("heading", { name: "What would you like to know?" }).waitFor()
    expect(await ground()).toBe(dark)
  })

  test.each(variants(["dark", "light"] as const))("has no accessibility violation in any dialog in %s mode", async (colorScheme) => {
    site.api.seed("cnv_a", "Past", [["q", "a"]])
    const page = await site.visit("/", { colorScheme })
    for (const [button, dialog] of [
      ["Usage", "Usage"],
      ["Settings", "Settings"],
      ["Keyboard shortcuts", "Keyboard shortcuts"],
    ] as const) {
      await site.button(button).click()
      await page.getByRole("dialog", { name: dialog }).waitFor()
      await page.waitForLoadState("networkidle")
      expect(await violations(page)).toEqual([])
      await page.keyboard.press("Escape")
      await page.getByRole("dialog").waitFor({ state: "detached" })
      expect(await page.evaluate(() => document.activeElement?.textContent || document.activeElement?.getAttribute("aria-label"))).toBe(
        button,
      )
    }
  })
})

describe("the send key", () => {
  test("can be Ctrl + Enter, and Enter then starts a new line; only preferences are in localStorage, never a visitor's data", async () => {
    const page = await site.visit()
    await openSettings()
    await page.getByRole("radio", { name: "Ctrl + Enter" }).check()
    await page.reload()
    await composerOf(page).fill("one")
    await composerOf(page).press("Enter")
    await composerOf(page).pressSequentially("two")
    expect(await composerOf(page).inputValue()).toBe("one\ntwo")
    await composerOf(page).press("Control+Enter")
    await eventually(() => site.api.posts.map(({ content }) => content[0].text)).toEqual(["one\ntwo"])
    await page.getByText("Hello.").first().waitFor()
    expect(await page.evaluate(() => JSON.stringify({ ...localStorage }))).not.toMatch(/one|two|Hello/)
    expect(await page.evaluate(() => Object.keys(localStorage))).toEqual(["preferences"])
  })
})

describe("the model", () => {
  test("is remembered for the next visit while it is available", async () => {
    site.api.models = [
      { modelId: "small", name: "Small", default: true },
      { modelId: "large", name: "Large", default: false },
    ]
    const page = await site.visit()
    await openSettings()
    await page.getByRole("combobox", { name: "Model for new answers" }).selectOption("Large")
    await page.reload()
    await ask(page, "Who are you?")
    await page.getByText("Hello.").first().waitFor()
    site.api.models = [{ modelId: "small", name: "Small", default: true }]
    await page.reload()
    await ask(page, "And now?")
    await eventually(() => site.api.posts.map((post) => (post as { modelId?: string }).modelId)).toEqual(["large", undefined])
  })
})

describe("a visitor's data", () => {
  test("is exported, all of it or one conversation, in parts with a button each if it is too large for one file", async () => {
    site.api.seed("cnv_a", "Past", [["q", "a"]])
    const page = await site.visit()
    const fetched = async (button: string) => {
      const [file] = await Promise.all([page.waitForEvent("download"), site.button(button).click()])
      return [file.suggestedFilename(), await readFile(await file.path(), "utf8")]
    }
    await site.button("Actions for “Past”").click()
    expect((await fetched("Export as Markdown"))[0]).toBe("export.md")
    await openSettings()
    expect(await fetched("Export all chats")).toEqual(["parley.json", expect.stringMatching(/^{"part":1,"complete":true}\s*$/)])
    await page.keyboard.press("Escape")
    await page.getByRole("dialog").waitFor({ state: "detached" })

    site.api.exportNext = "c3RvcA"
    await site.button("Actions for “Past”").click()
    expect((await fetched("Export as Markdown"))[0]).toBe("export.md")
    await page.getByText("Downloaded part 1. Part 2 is available.").waitFor({ state: "attached" })
    expect(await violations(page)).toEqual([])
    expect(await fetched("Download part 2")).toEqual(["export-part-2.md", "Past"])
    await site.button("Export as Markdown").waitFor({ state: "hidden" })

    await openSettings()
    expect((await fetched("Export all chats"))[0]).toBe("parley.json")
    await page.route("**/export*", (route) => route.abort(), { times: 1 })
    await site.button("Download part 2").click()
    await page.getByText("Download failed. Try again.").first().waitFor({ state: "attached" })
    expect(await fetched("Download part 2")).toEqual(["parley-part-2.json", `{"part":2,"complete":true}\n`])
    await site.button("Export all chats").waitFor()
  })

  test("is deleted only after a dialog lists what will be deleted, with Cancel focused", async () => {
    site.api.seed("cnv_a", "Past", [["q", "a"]])
    site.api.seed("cnv_b", "Other", [["q", "a"]])
    const page = await site.visit("/c/cnv_a")
    await composerOf(page).fill("A draft")
    await openSettings()
    await site.button("Delete all chats…").click()
    await page.getByText("This deletes all your chats with every version of your messages and answers, and your ratings.").waitFor()
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Cancel")
    expect(await violations(page)).toEqual([])
    await page.keyboard.press("Enter")
    expect(site.api.deleted).toEqual([])
    await openSettings()
    await site.button("Delete all chats…").click()
    await site.button("Delete all chats").click()
    await eventually(() => site.api.deleted).toEqual(["cnv_a", "cnv_b"])
    await page.getByText("Your chats will appear here.").waitFor()
    expect(new URL(page.url()).pathname).toBe("/")
    expect(await page.evaluate(() => Object.keys(sessionStorage))).toEqual([])
  })
})

describe("usage", () => {
  test("shows today's remaining limits, and the days as bars, as text and as a table", async () => {
    const page = await site.visit()
    await site.button("Usage").click()
    await page.getByText("$0.75 of $1.00 left").waitFor()
    await page.getByText("92 of 100 left").waitFor()
    const cost = page.getByRole("img", { name: /^Cost per day: \$0\.29 in total, highest on .+ with \$0\.25\.$/ })
    expect(await cost.locator("i").count()).toBe(30)
    await page.getByText("Show daily table").click()
    expect(await page.getByRole("row").count()).toBe(3)
    expect(await page.getByRole("row").nth(1).getByRole("cell").allInnerTexts()).toEqual(["8", "1,234", "800", "$0.25"])
  })
})

test("a settings section without settings has no heading: a touch screen hides the keyboard ones", async () => {
  const page = await site.visit("/", phone)
  await site.button("Open chat list").tap()
  await openSettings()
  const headings = () => page.getByRole("dialog").getByRole("heading", { level: 3 }).allInnerTexts()
  expect(await headings()).toEqual(["Appearance", "Your data"])
  site.api.models.push({ modelId: "other", name: "Other model", default: false })
  await page.reload()
  await site.button("Open chat list").tap()
  await openSettings()
  await page.getByRole("dialog").getByRole("combobox", { name: "Model" }).waitFor()
  expect(await headings()).toEqual(["Appearance", "Writing", "Your data"])
})
