import { variants } from "@parley/testing/cases/test-set.ts"
import { FakeFailure } from "@parley/testing/site/fake-turn.ts"
import type { BrowserContextOptions, Page } from "playwright-core"
import { describe, expect, test } from "vitest"
import { createGate } from "../../support/gate.ts"
import { announcementsOf, ask, eventually } from "../../support/pages.ts"
import { phone, useSite, violations } from "../../support/site-page.ts"

const rich = "# Title\n\n- [x] done\n\n```sh\nnpm ci\n```\n\n| a | b |\n| - | - |\n| 1 | 2 |\n\n[link](https://example.com) <b>raw</b>"

const site = useSite()
let page: Page
const visit = async (path = "/", options?: BrowserContextOptions) => {
  page = await site.visit(path, options)
}

describe("assistive technology", () => {
  test("hears once that an answer has begun, and at its end the result and the whole answer", async () => {
    const gate = createGate()
    site.api.answer = async function* () {
      yield "The "
      await gate.opened
      yield "answer."
    }
    await visit()
    const said = await announcementsOf(page)
    await ask(page, "Speak")
    await page.locator(".markdown").getByText("The").waitFor()
    gate.open()
    await eventually(() => said).toEqual(["Answering…", "Answer complete. The answer."])
  })

  const views: [string, string, BrowserContextOptions][] = [
    ["the empty page in the dark", "/", { colorScheme: "dark" }],
    ["a conversation", "/c/cnv_a", {}],
    ["a conversation on a phone in the dark", "/c/cnv_a", { ...phone, colorScheme: "dark" }],
    ["a conversation that is gone", "/c/cnv_gone", {}],
    ["the empty page", "/", {}],
    ["a conversation in the dark", "/c/cnv_a", { colorScheme: "dark" }],
  ]
  test.each(variants(views, 4))("finds no violation in %s", async (_name, path, options) => {
    site.api.seed("cnv_a", "Rich", [["q", rich]])
    await visit(path, options)
    await page.getByRole("link", { name: "Rich", includeHidden: true }).waitFor({ state: "attached" })
    await page.getByText("Loading").waitFor({ state: "hidden" })
    expect(await violations(page)).toEqual([])
  })

  test("finds no violation in the drawer with an open actions menu", async () => {
    site.api.seed("cnv_a", "Rich", [["q", rich]])
    await visit("/", phone)
    await site.button("Open chat list").click()
    await site.button("Actions for “Rich”").click()
    expect(await violations(page)).toEqual([])
  })

  test.each(variants(["dark", "light"] as const))("finds no violation in any state of an answer in %s mode", async (colorScheme) => {
    const states = { cnv_stopped: "The person", cnv_interrupted: "The model", cnv_failed: "", cnv_complete: "All of it" }
    for (const [id, answer] of Object.entries(states)) site.api.seed(id, "State", [["q", answer]])
    const [stopped, interrupted, failed] = site.api.turns
    Object.assign(stopped ?? {}, { status: "stopped" })
    Object.assign(interrupted ?? {}, { status: "interrupted", error: new FakeFailure(502, "model.failed") })
    Object.assign(failed ?? {}, { status: "failed", error: new FakeFailure(503, "model.throttled") })
    await visit("/", { colorScheme })
    for (const id of Object.keys(states)) {
      await page.goto(`${site.server.url}/c/${id}`)
      await page.locator(".answer :is(.notice, .markdown)").first().waitFor()
      expect(await violations(page), id).toEqual([])
    }
    const gate = createGate()
    site.api.answer = async function* () {
      yield "Still "
      await gate.opened
    }
    await ask(page, "More")
    await page.getByText("Still").waitFor()
    expect(await violations(page)).toEqual([])
    gate.open()
    await site.button("Stop").waitFor({ state: "detached" })
    await site.button("Edit message").last().click()
    expect(await violations(page)).toEqual([])
    await site.button("Search").click()
    await page.getByRole("combobox").fill("State")
    await page.getByRole("option").first().waitFor()
    expect(await violations(page)).toEqual([])
  })

  test("finds no violation in the notice of an unsent message", async () => {
    site.api.refuse = () => new FakeFailure(503, "store.unavailable")
    await visit()
    await ask(page, "Text")
    await page.getByText("Not sent.").first().waitFor()
    expect(await violations(page)).toEqual([])
  })
})
