import { describe, expect, test } from "vitest"
import { createGate } from "../../support/gate.ts"
import { ask, composerOf, eventually } from "../../support/pages.ts"
import { useSite } from "../../support/site-page.ts"

const site = useSite()

/** How often the page was loaded. */
async function countLoads(path = "/") {
  const page = await site.visit(path)
  let loads = 0
  page.on("load", () => loads++)
  return { page, loads: () => loads }
}

describe("a WAF challenge", () => {
  test.each(["challenge", "captcha"] as const)("(%s) reloads the page, which then sends the same turn", async (kind) => {
    site.api.instead = (attempt) => (attempt === 1 ? kind : undefined)
    const { page, loads } = await countLoads()
    await ask(page, "Do not lose this")
    await eventually(site.answers).toEqual(["Hello."])
    expect(loads()).toBe(1)
    expect(site.api.posts.map(({ content }) => content)).toEqual([[{ text: "Do not lose this" }], [{ text: "Do not lose this" }]])
    expect(new Set(site.api.posts.map(({ turnId }) => turnId)).size).toBe(1)
    expect(await composerOf(page).inputValue()).toBe("")
  })

  test("returns to the open conversation", async () => {
    site.api.seed("cnv_a", "Sky", [["Why blue?", "Scattering."]])
    site.api.instead = (attempt) => (attempt === 1 ? "challenge" : undefined)
    const { page } = await countLoads("/c/cnv_a")
    await page.getByText("Scattering.").waitFor()
    await ask(page, "And at night?")
    await eventually(site.answers).toEqual(["Scattering.", "Hello."])
    expect(site.api.posts.map(({ conversationId }) => conversationId)).toEqual(["cnv_a", "cnv_a"])
  })

  test("shows an error instead of reloading forever if it keeps failing", async () => {
    site.api.instead = () => "challenge"
    const { page, loads } = await countLoads()
    await ask(page, "Do not lose this")
    await page.getByText("The security check of your browser didn’t finish.").waitFor()
    expect(await composerOf(page).inputValue()).toBe("Do not lose this")
    await site.button("Retry").click()
    await eventually(() => site.api.posts.length).toBe(3)
    await page.getByText("The security check of your browser didn’t finish.").waitFor()
    expect(loads()).toBe(1)
  })

  test("may be solved again later", async () => {
    site.api.instead = (attempt) => (attempt % 2 === 1 ? "challenge" : undefined)
    const { page, loads } = await countLoads()
    await ask(page, "One")
    await eventually(site.answers).toEqual(["Hello."])
    await ask(page, "Two")
    await eventually(site.answers).toEqual(["Hello.", "Hello."])
    expect(loads()).toBe(2)
  })

  test("does not reload without sessionStorage, as the message would be lost", async () => {
    site.api.instead = () => "challenge"
    const { page, loads } = await countLoads()
    await page.evaluate(() => {
      Storage.prototype.setItem = () => {
        throw new Error("full")
      }
    })
    await ask(page, "Do not lose this")
    await page.getByText("The security check of your browser didn’t finish.").waitFor()
    expect(await composerOf(page).inputValue()).toBe("Do not lose this")
    expect(loads()).toBe(0)
  })

  test("during a regeneration reports after the reload that the answer wasn't regenerated", async () => {
    site.api.seed("cnv_a", "Sky", [["Why blue?", "Scattering."]])
    site.api.instead = (attempt) => (attempt === 1 ? "challenge" : undefined)
    const { page, loads } = await countLoads("/c/cnv_a")
    await site.button("Regenerate").click()
    await page.getByText("The answer wasn’t regenerated.").first().waitFor()
    await eventually(loads).toBe(1)
    await eventually(site.answers).toEqual(["Scattering."])
    expect(site.api.posts).toHaveLength(1)
  })

  test("during an answer reloads and resumes it", async () => {
    const gate = createGate()
    site.api.answer = async function* () {
      yield "One, "
      await gate.opened
      yield { cut: true }
      yield "two."
    }
    site.api.instead = (attempt) => (attempt === 2 ? "challenge" : undefined)
    const { page, loads } = await countLoads()
    await ask(page, "Count")
    await eventually(site.answers).toEqual(["One,"])
    gate.open()
    await eventually(site.answers).toEqual(["One, two."])
    expect(loads()).toBe(1)
  })
})
