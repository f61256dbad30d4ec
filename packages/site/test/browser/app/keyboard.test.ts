import { describe, expect, test } from "vitest"
import { composerOf, eventually } from "../../support/pages.ts"
import { useSite } from "../../support/site-page.ts"

const site = useSite()
const focused = () =>
  site.page.evaluate(() => {
    const element = document.activeElement
    const label = element?.id && document.querySelector(`label[for="${element.id}"]`)?.textContent
    return element?.getAttribute("aria-label") || label || element?.textContent?.trim()
  })

async function tabbed(count: number): Promise<(string | undefined)[]> {
  const names: (string | undefined)[] = []
  for (let i = 0; i < count; i++) {
    await site.page.keyboard.press("Tab")
    names.push((await focused()) ?? undefined)
  }
  return names
}

describe("with the keyboard alone", () => {
  test("Tab follows the reading order", async () => {
    site.api.seed("cnv_a", "Past", [["A question", "An answer"]])
    const page = await site.visit("/c/cnv_a")
    await page.getByText("An answer").waitFor()
    await page.getByRole("link", { name: "Skip to message box" }).focus()
    expect(await tabbed(16)).toEqual([
      "Hide chat list",
      "New chat",
      "Search",
      "Past",
      "Actions for “Past”",
      "Usage",
      "Settings",
      "Keyboard shortcuts",
      "Chat",
      "Edit message",
      "Copy message",
      "Copy answer",
      "Regenerate",
      "Good answer",
      "Bad answer",
      "More actions",
    ])
    expect(await tabbed(2)).toEqual(["Message", "Send"])
  })

  test("the skip link focuses the message box", async () => {
    const page = await site.visit()
    await page.getByRole("link", { name: "Skip to message box" }).focus()
    await page.keyboard.press("Enter")
    await eventually(focused).toBe("Message")
  })

  test("a conversation can be renamed, deleted and restored without losing focus", async () => {
    site.api.seed("cnv_a", "Past", [["q", "a"]])
    const page = await site.visit()
    await site.button("Actions for “Past”").focus()
    await page.keyboard.press("Enter")
    expect(await tabbed(1)).toEqual(["Rename"])
    await page.keyboard.press("Enter")
    await eventually(focused).toBe("Chat title")
    await page.keyboard.type("Renamed")
    await page.keyboard.press("Enter")
    await eventually(focused).toBe("Actions for “Renamed”")
    await page.keyboard.press("Enter")
    await page.keyboard.press("Escape")
    await eventually(focused).toBe("Actions for “Renamed”")
    await page.keyboard.press("Enter")
    expect(await tabbed(4)).toEqual(["Rename", "Export as Markdown", "Export as JSON", "Delete"])
    await page.keyboard.press("Enter")
    await eventually(focused).toBe("Undo")
    await page.keyboard.press("Enter")
    await page.getByRole("link", { name: "Renamed" }).waitFor()
    await eventually(focused).toBe("Actions for “Renamed”")
    expect(site.api.deleted).toEqual([])
  })

  test("a turn can be sent, stopped and sent again without leaving the message box", async () => {
    site.api.answer = async function* (question) {
      yield `On ${question}`
      for (let i = 0; i < 200 && site.api.stops.length === 0 && question === "one"; i++) {
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    }
    const page = await site.visit()
    await page.keyboard.type("one")
    await page.keyboard.press("Enter")
    await page.locator(".markdown").getByText("On one").waitFor()
    await page.keyboard.press("Escape")
    await page.getByText("You stopped this answer.").first().waitFor()
    await page.keyboard.type("two")
    await page.keyboard.press("Enter")
    await page.locator(".markdown").getByText("On two").waitFor()
    expect(await composerOf(page).inputValue()).toBe("")
  })

  test("the focus ring of a button covers no text of its neighbor", async () => {
    for (const language of ["en-US", "de-DE", "fr-FR", "ar"]) {
      const page = await site.visit("/", { locale: language })
      await page.locator(".sidebar-end").waitFor()
      await page.keyboard.press("Tab")
      const covered = await page.locator(".sidebar-end button").evaluateAll(
        (buttons) =>
          buttons.flatMap((button) => {
            ;(button as HTMLElement).focus()
            const { outlineWidth, outlineOffset } = getComputedStyle(button)
            const reach = Number.parseFloat(outlineWidth) + Number.parseFloat(outlineOffset)
            const ring = button.getBoundingClientRect()
            return buttons.filter((other) => {
              const words = document.createRange()
              words.selectNodeContents(other)
              const box = words.getBoundingClientRect()
              // With a pixel of tolerance: glyphs overflow their box.
              const isBeside = box.right <= ring.left - reach - 1 || box.left >= ring.right + reach + 1
              return other !== button && !isBeside && box.bottom > ring.top && box.top < ring.bottom
            })
          }).length,
      )
      expect(covered, language).toBe(0)
    }
  })
})
