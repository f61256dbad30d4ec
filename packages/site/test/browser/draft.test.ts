import { describe, expect, test } from "vitest"
import { createGate } from "../support/gate.ts"
import { ask, composerOf, eventually } from "../support/pages.ts"
import { useSite } from "../support/site-page.ts"

const site = useSite()

describe("a message that is on its way when the page goes", () => {
  test("is in the message box afterwards, before what was typed since", async () => {
    site.api.seed("cnv_a", "Past", [["q", "An old answer"]])
    const page = await site.visit("/c/cnv_a")
    await page.getByText("An old answer").waitFor()
    await page.route("**/api/chat", () => {})
    await ask(page, "On its way")
    await composerOf(page).fill("Typed since")
    await page.reload()
    await page.getByText("An old answer").waitFor()
    await eventually(() => composerOf(page).inputValue()).toBe("On its way\n\nTyped since")
  })

  test("is still there when what was typed since was deleted, and is the same turn", async () => {
    const page = await site.visit()
    const sent: string[] = []
    await page.route("**/api/chat", async (route) => {
      if (sent.push(route.request().postDataJSON().turnId) > 1) await route.continue()
    })
    await ask(page, "On its way")
    await composerOf(page).fill("T")
    await composerOf(page).fill("")
    await eventually(() => sent).toHaveLength(1)
    await page.reload()
    await eventually(() => composerOf(page).inputValue()).toBe("On its way")
    await composerOf(page).press("Enter")
    await page.locator(".answer .markdown").getByText("Hello.").waitFor()
    expect(sent[1]).toBe(sent[0])
    expect(await composerOf(page).inputValue()).toBe("")
  })

  test("is forgotten once the server has taken it, and what was typed since stays", async () => {
    const gate = createGate()
    site.api.answer = async function* () {
      yield "One, "
      await gate.opened
    }
    const page = await site.visit()
    await ask(page, "On its way")
    await composerOf(page).fill("Typed since")
    await page.locator(".answer .markdown").getByText("One,").waitFor()
    gate.open()
    await page.reload()
    await page.locator(".answer .markdown").getByText("One,").waitFor()
    await eventually(() => composerOf(page).inputValue()).toBe("Typed since")
  })
})
