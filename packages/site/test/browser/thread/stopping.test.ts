import { FakeFailure } from "@parley/testing/site/fake-turn.ts"
import type { Page } from "playwright-core"
import { describe, expect, test } from "vitest"
import { createGate } from "../../support/gate.ts"
import { ask, composerOf, eventually } from "../../support/pages.ts"
import { useSite } from "../../support/site-page.ts"

const site = useSite()
let page: Page
const visit = async (path = "/") => {
  page = await site.visit(path)
}

/** Holds requests to a route until the gate is opened. */
async function hold(route: string) {
  const gate = createGate()
  await page.route(route, async (held) => {
    await gate.opened
    await held.continue()
  })
  return gate
}

/** Answers until a stop is requested. */
async function* untilStopped() {
  while (site.api.stops.length === 0) await new Promise((resolve) => setTimeout(resolve, 10))
  yield "The last words."
}

describe("Stop before the turn has started", () => {
  const isStopped = async () => {
    await page.getByText("You stopped this answer.").first().waitFor()
    expect(site.api.stops).toEqual([site.api.posts[0]?.turnId])
  }

  test("stops a retried turn as soon as it has started", async () => {
    site.api.answer = async function* (_question, run) {
      if (run === 1) throw new FakeFailure(503, "model.throttled")
      yield* untilStopped()
    }
    await visit()
    await ask(page, "Try")
    await site.button("Retry").waitFor()
    const gate = await hold("**/api/chat")
    await site.button("Retry").click()
    await site.button("Stop").click()
    await site.button("Stopping…").waitFor()
    gate.open()
    await isStopped()
  })

  test("stops a turn joined after a reload as soon as it is joined", async () => {
    site.api.answer = untilStopped
    await visit()
    await ask(page, "Go on")
    await eventually(() => site.api.turns.length).toBe(1)
    await eventually(() => new URL(page.url()).pathname).toMatch(/^\/c\//)
    const gate = await hold("**/api/chat")
    await page.reload()
    await site.button("Stop").click()
    gate.open()
    await isStopped()
  })

  test("stops a turn that waits for the first reads as soon as it has started", async () => {
    site.api.answer = untilStopped
    await visit()
    const gate = await hold("**/api/config")
    await page.reload({ waitUntil: "commit" })
    await ask(page, "Quick")
    await site.button("Stop").click()
    gate.open()
    await isStopped()
  })

  test("does not stop the next retry of a failed turn", async () => {
    site.api.answer = async function* (_question, run) {
      if (run < 3) throw new FakeFailure(503, "model.throttled")
      yield "Now it works."
    }
    await visit()
    await ask(page, "Try")
    await site.button("Retry").waitFor()
    const gate = await hold("**/api/chat")
    await site.button("Retry").click()
    await site.button("Stop").click()
    gate.open()
    await site.button("Retry").click()
    await page.getByText("Now it works.").first().waitFor()
    expect(site.api.stops).toHaveLength(1)
  })
})

describe("an answer stopped before its first text", () => {
  test("can be regenerated, also after a reload", async () => {
    site.api.answer = async function* () {
      if (site.api.posts.length === 1) {
        while (site.api.stops.length === 0) await new Promise((resolve) => setTimeout(resolve, 10))
        yield ""
      } else yield "An answer after all."
    }
    await visit()
    await ask(page, "Try")
    await site.button("Stop").waitFor()
    await eventually(() => site.api.turns).toHaveLength(1)
    await site.button("Stop").click()
    await page.locator(".answer").getByText("You stopped this answer.").waitFor()
    await site.button("Regenerate").waitFor()
    expect(await site.button("Copy answer").count()).toBe(0)
    await page.reload()
    await page.locator(".answer").getByText("You stopped this answer.").waitFor()
    await site.button("Regenerate").click()
    await page.locator(".markdown").getByText("An answer after all.").waitFor()
    expect(site.api.posts.at(-1)?.parentTurnId).toBe(null)
    expect(await page.locator(".turn").count()).toBe(1)
  })
})

describe("the Send/Stop button", () => {
  const questions = () => site.api.posts.map(({ content }) => content[0].text)

  test("does not send the draft when the answer ends just before a click on Stop, and sends it on a later click", async () => {
    const gate = createGate()
    site.api.answer = async function* () {
      await gate.opened
      yield "Done."
    }
    await visit()
    await ask(page, "One")
    await composerOf(page).fill("Half wri")
    await site.button("Stop").waitFor()
    await page.locator(".send").evaluate((element) => {
      const observer = new MutationObserver(() => {
        observer.disconnect()
        element.dispatchEvent(new MouseEvent("click", { detail: 1, bubbles: true, cancelable: true }))
      })
      observer.observe(element, { attributeFilter: ["type"] })
    })
    gate.open()
    await site.button("Send").waitFor()
    await page.getByText("Done.").first().waitFor()
    expect(await composerOf(page).inputValue()).toBe("Half wri")
    expect(questions()).toEqual(["One"])
    await eventually(async () => {
      await page.locator(".send").click()
      return questions()
    }).toEqual(["One", "Half wri"])
  })

  test("allows Enter to send as soon as the answer has ended", async () => {
    const gate = createGate()
    site.api.answer = async function* () {
      await gate.opened
      yield "Done."
    }
    await visit()
    await ask(page, "One")
    await composerOf(page).fill("Two")
    await site.button("Stop").focus()
    gate.open()
    await site.button("Send").waitFor()
    await page.keyboard.press("Enter")
    await eventually(questions).toEqual(["One", "Two"])
  })

  test("treats a double click as one click", async () => {
    const gate = createGate()
    site.api.answer = async function* () {
      yield "First "
      await gate.opened
      yield "and last."
    }
    await visit()
    await composerOf(page).fill("Both times")
    await site.button("Send").dblclick()
    await page.getByText("First").first().waitFor()
    gate.open()
    await page.getByText("First and last.").first().waitFor()
    expect(site.api.stops).toEqual([])
  })
})
