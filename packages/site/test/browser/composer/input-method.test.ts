import { readdir, readFile } from "node:fs/promises"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { createGate } from "../../support/gate.ts"
import { ask, composerOf, eventually } from "../../support/pages.ts"
import { useSite } from "../../support/site-page.ts"

const site = useSite()

// A key press of an input method, as most browsers send it and as Safari sends the one that ended a composition.
const presses = [
  ["while a character is composed", { isComposing: true, keyCode: 0 }],
  ["that ended a composition in Safari", { isComposing: false, keyCode: 229 }],
] as const
type Press = (typeof presses)[number][1]

/** Presses a key in a field. Returns whether the page handled it. */
const press = (selector: string, key: string, how: Press) =>
  site.page.locator(selector).evaluate(
    (field, init) => {
      const event = new KeyboardEvent("keydown", { ...init, bubbles: true, cancelable: true })
      ;(field as HTMLElement).focus()
      return !field.dispatchEvent(event)
    },
    { key, ...how },
  )

describe.each(presses)("a key %s", (_name, how) => {
  test("neither sends a message nor leaves a field", async () => {
    const page = await site.visit()
    await composerOf(page).fill("にほん")
    expect([await press("#message", "Enter", how), await press("#message", "Escape", how)]).toEqual([false, false])
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("message")
    expect(site.api.posts).toEqual([])
  })

  test("does not stop an answer", async () => {
    const gate = createGate()
    site.api.answer = async function* () {
      yield "First"
      await gate.opened
      yield " last."
    }
    const page = await site.visit()
    await ask(page, "Go on")
    await page.locator(".markdown").getByText("First").waitFor()
    await press("#message", "Escape", how)
    gate.open()
    await page.getByText("First last.").first().waitFor()
    expect(site.api.stops).toEqual([])
  })

  test("neither sends nor cancels an edited message or a comment", async () => {
    site.api.seed("cnv_a", "Past", [["q", "a"]])
    const page = await site.visit("/c/cnv_a")
    await site.button("Edit message").click()
    await page.locator("#edit").fill("にほん")
    expect([await press("#edit", "Enter", how), await press("#edit", "Escape", how)]).toEqual([false, false])
    expect(await page.locator("#edit").inputValue()).toBe("にほん")
    await page.keyboard.press("Escape")
    await site.button("Good answer").click()
    await page.locator("#comment").fill("にほん")
    expect(await press("#comment", "Escape", how)).toBe(false)
    expect(await page.locator("#comment").inputValue()).toBe("にほん")
    expect(site.api.posts).toEqual([])
  })

  test("neither saves nor cancels a title", async () => {
    site.api.seed("cnv_a", "Past", [["q", "a"]])
    const page = await site.visit()
    await site.button("Actions for “Past”").click()
    expect(await press(".history-actions button:first-child", "Escape", how)).toBe(false)
    await site.button("Rename").click()
    await page.locator(".title-field").fill("にほん")
    expect([await press(".title-field", "Enter", how), await press(".title-field", "Escape", how)]).toEqual([false, false])
    expect(await page.locator(".title-field").inputValue()).toBe("にほん")
    expect(site.api.conversations[0]?.title).toBe("Past")
  })

  test("neither selects nor opens a search result, nor closes the search", async () => {
    site.api.seed("cnv_a", "Apple one", [["q", "a"]])
    site.api.seed("cnv_b", "Apple two", [["q", "a"]])
    const page = await site.visit()
    await page.keyboard.press("Control+k")
    const field = page.getByRole("combobox")
    await field.fill("Apple")
    await eventually(() => page.getByRole("option").count()).toBe(2)
    const taken = []
    for (const key of ["ArrowDown", "ArrowUp", "Enter"]) taken.push(await press(".search-field input", key, how))
    expect(taken).toEqual([false, false, false])
    // Here the browser must not close the dialog.
    expect(await press(".search-field input", "Escape", how)).toBe(true)
    expect(await field.getAttribute("aria-activedescendant")).toBe("search-result-0")
    expect(await page.getByRole("dialog").count()).toBe(1)
    expect(new URL(page.url()).pathname).toBe("/")
  })

  test("does not close the drawer or type into the message box", async () => {
    const page = await site.visit("/", { viewport: { width: 600, height: 800 } })
    await press(".thread", "ん", how)
    expect(await page.evaluate(() => document.activeElement?.className)).toBe("thread")
    await site.button("Open chat list").click()
    await press(".sidebar .new-chat", "Escape", how)
    expect(await page.locator(".app").getAttribute("data-drawer")).toBe("open")
  })
})

test("every key listener uses the function that handles input methods", async () => {
  const source = join(import.meta.dirname, "../../../src")
  const files = (await readdir(source, { recursive: true })).filter((file) => /\.tsx?$/.test(file) && file !== join("state", "keys.ts"))
  const listening: string[] = []
  for (const file of files) {
    const code = await readFile(join(source, file), "utf8")
    if (!/onKeyDown|onKeyUp|onKeyPress|"key(down|up|press)"/.test(code)) continue
    listening.push(file)
    expect(code, file).not.toMatch(/event\.key\b|isComposing|keyCode|\{[^}]*\bkey\b[^}]*\}: KeyboardEvent/)
    expect(code, file).toMatch(/keys\.ts"|send-key\.ts"/)
  }
  expect(listening.length).toBeGreaterThan(8)
})
