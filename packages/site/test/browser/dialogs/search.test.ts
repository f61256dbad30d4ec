import { describe, expect, test } from "vitest"
import { eventually, nextFrame } from "../../support/pages.ts"
import { phone, useSite, violations } from "../../support/site-page.ts"

const site = useSite()
const field = () => site.page.getByRole("combobox", { name: "Search your chats" })
const options = () => site.page.getByRole("option").locator(".search-result-title").allInnerTexts()
const chosen = () => site.page.getByRole("option", { selected: true }).locator(".search-result-title").textContent()

function seed() {
  site.api.seed("cnv_a", "Lisbon", [["Plan a week", "Day one: the castle."]])
  site.api.seed("cnv_b", "Castles", [["Name three", "Neuschwanstein and others."]])
  site.api.seed("cnv_c", "Cooking", [["Bread?", "Flour and time."]])
}

describe("search", () => {
  test("finds words in titles and messages during typing, and shows the number of results", async () => {
    seed()
    const page = await site.visit()
    await site.button("Search").click()
    await field().waitFor()
    await page.keyboard.type("castle")
    await eventually(options).toEqual(["Lisbon", "Castles"])
    await page.getByText("2 chats found").waitFor()
    await field().fill("nowhere to be found")
    await page.getByText("No results.").waitFor()
  })

  test("selects results with the arrow keys, and Enter opens the conversation at the message", async () => {
    seed()
    const page = await site.visit()
    await site.button("Search").click()
    await field().waitFor()
    await page.keyboard.type("castle")
    await eventually(chosen).toBe("Lisbon")
    await page.keyboard.press("ArrowDown")
    await eventually(chosen).toBe("Castles")
    await page.keyboard.press("ArrowDown")
    await eventually(chosen).toBe("Lisbon")
    await page.keyboard.press("Enter")
    await eventually(() => new URL(page.url()).pathname).toBe("/c/cnv_a")
    await eventually(() => page.evaluate(() => document.activeElement?.textContent)).toContain("Day one: the castle.")
    expect(await page.getByRole("dialog").count()).toBe(0)
  })

  test("keeps an arrow key that is pressed as soon as the results appear", async () => {
    seed()
    const page = await site.visit()
    await site.button("Search").click()
    await field().waitFor()
    await page.evaluate(() => {
      const seen = new MutationObserver(() => {
        if (document.querySelectorAll("[role=option]").length < 2) return
        seen.disconnect()
        document.activeElement?.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowDown", bubbles: true, cancelable: true }))
      })
      seen.observe(document.body, { childList: true, subtree: true })
    })
    await page.keyboard.type("castle")
    await eventually(chosen).toBe("Castles")
    await nextFrame(page)
    expect(await chosen()).toBe("Castles")
  })

  test("opens a result at an old message, also in the open conversation", async () => {
    site.api.seed(
      "cnv_a",
      "Long",
      Array.from({ length: 60 }, (_, i) => [`Question ${i}`, `Answer ${i}: ${"words ".repeat(200)}`]),
    )
    site.api.pageLength = 25
    const page = await site.visit()
    for (const answer of ["Answer 3:", "Answer 1:"]) {
      await site.button("Search").click()
      await field().fill(answer)
      await page.getByRole("option").click()
      await eventually(() => page.evaluate(() => document.activeElement?.textContent)).toContain(answer)
      await eventually(() => page.getByText(answer).evaluate((e) => e.getBoundingClientRect().top < innerHeight)).toBe(true)
      await eventually(() => page.getByText(answer).evaluate((e) => e.getBoundingClientRect().bottom > 0)).toBe(true)
      await page.reload()
      await page.getByText("Answer 59:").waitFor()
    }
  })

  test("says when it covered only the newest chats", async () => {
    seed()
    site.api.searchComplete = false
    const page = await site.visit()
    await site.button("Search").click()
    await field().waitFor()
    await page.keyboard.type("castle")
    await page.getByText("Only your newest chats were searched.").waitFor()
  })

  test("closes on Escape and returns focus to its button", async () => {
    const page = await site.visit()
    await site.button("Search").click()
    await field().waitFor()
    await page.keyboard.press("Escape")
    await field().waitFor({ state: "detached" })
    expect(await page.evaluate(() => document.activeElement?.getAttribute("aria-label"))).toBe("Search")
  })

  test("opens the tapped result on a phone and scrolls to it", async () => {
    seed()
    const page = await site.visit("/", phone)
    await site.button("Open chat list").tap()
    await site.button("Search").tap()
    await field().fill("flour")
    await eventually(options).toEqual(["Cooking"])
    expect(await violations(page)).toEqual([])
    await page.getByRole("option").tap()
    await page.getByText("Flour and time.").waitFor()
    await page.locator(".scrim").waitFor({ state: "hidden" })
  })
})
