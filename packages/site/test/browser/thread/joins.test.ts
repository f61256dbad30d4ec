import { FakeFailure } from "@parley/testing/site/fake-turn.ts"
import { describe, expect, test } from "vitest"
import { createGate } from "../../support/gate.ts"
import { ask, eventually } from "../../support/pages.ts"
import { useSite } from "../../support/site-page.ts"

const site = useSite()
const reads = () => site.api.asked.filter(([route]) => route === "GET /conversations/cnv_1").length

describe("a turn that the server answers with 202", () => {
  test("is polled until it has ended, and shown as it grows", async () => {
    const [half, rest] = [createGate(), createGate()]
    site.api.instead = () => "waiting"
    site.api.answer = async function* () {
      yield "One, "
      await half.opened
      yield "two, "
      await rest.opened
      yield "three."
      yield { stopReason: "max_tokens" }
    }
    const page = await site.visit()
    await ask(page, "Count")
    await page.getByText("Answering…").first().waitFor()
    await eventually(() => new URL(page.url()).pathname).toBe("/c/cnv_1")
    await eventually(site.answers).toEqual(["One,"])
    half.open()
    await eventually(site.answers).toEqual(["One, two,"])
    await site.button("Stop").waitFor()
    rest.open()
    await eventually(site.answers).toEqual(["One, two, three."])
    await page.locator(".notice", { hasText: "The answer hit the length limit." }).waitFor()
    await site.button("Copy answer").waitFor()
    await site.button("Send").waitFor()
    expect(site.api.posts).toHaveLength(1)
    // No further request is sent.
    const before = reads()
    await page.waitForTimeout(4_000)
    expect(reads()).toBe(before)
  })

  test("can be stopped", async () => {
    site.api.instead = () => "waiting"
    site.api.answer = async function* () {
      yield "One, "
      while (site.api.stops.length === 0) await new Promise((resolve) => setTimeout(resolve, 10))
    }
    const page = await site.visit()
    await ask(page, "Count")
    await eventually(site.answers).toEqual(["One,"])
    await site.button("Stop").click()
    await page.getByText("You stopped this answer.").first().waitFor()
    expect(await site.answers()).toEqual(["One,"])
  })

  test("that failed shows the reason", async () => {
    const gate = createGate()
    site.api.instead = (attempt) => (attempt === 1 ? "waiting" : undefined)
    site.api.answer = async function* (_question, run) {
      await gate.opened
      if (run === 1) throw new FakeFailure(503, "model.throttled")
      yield "Now it works."
    }
    const page = await site.visit()
    await ask(page, "Try")
    await eventually(reads).toBeGreaterThan(0)
    gate.open()
    await page.getByText("The model is busy right now.").waitFor()
    await site.button("Retry").click()
    await eventually(site.answers).toEqual(["Now it works."])
  })

  test("is not polled while another conversation is open, and is joined again on return", async () => {
    const gate = createGate()
    site.api.seed("cnv_other", "Other", [["q", "Another answer"]])
    site.api.instead = (attempt) => (attempt === 1 ? "waiting" : undefined)
    site.api.answer = async function* () {
      yield "One, "
      await gate.opened
      yield "two."
    }
    const page = await site.visit()
    await ask(page, "Count")
    await eventually(site.answers).toEqual(["One,"])
    await page.getByRole("link", { name: "Other" }).click()
    await page.getByText("Another answer").waitFor()
    // A read may have been in progress.
    await page.waitForTimeout(1_000)
    const before = site.api.asked.filter(([route]) => route === "GET /conversations/cnv_2").length
    await page.waitForTimeout(4_000)
    expect(site.api.asked.filter(([route]) => route === "GET /conversations/cnv_2").length).toBe(before)
    await page.getByRole("link", { name: "Count" }).click()
    await eventually(() => site.api.posts).toHaveLength(2)
    gate.open()
    await eventually(site.answers).toEqual(["One, two."])
  })

  test("is polled after a failed read, until the conversation is missing", async () => {
    const gate = createGate()
    let failing = false
    site.api.instead = () => "waiting"
    site.api.early = (route) => {
      if (failing && route === "GET /conversations/cnv_1") {
        failing = false
        throw new FakeFailure(503, "store.unavailable")
      }
      return undefined
    }
    site.api.answer = async function* () {
      yield "One, "
      await gate.opened
    }
    const page = await site.visit()
    await ask(page, "Count")
    await eventually(site.answers).toEqual(["One,"])
    failing = true
    await eventually(() => failing).toBe(false)
    site.api.conversations.splice(0)
    await page.getByText("Chat not found").first().waitFor()
    expect(await site.answers()).toEqual(["One,"])
    gate.open()
  })
})

describe("a stream that ends with `turn.follow`", () => {
  test("is resumed silently after the text so far", async () => {
    const gate = createGate()
    site.api.answer = async function* () {
      yield "One, "
      await gate.opened
      yield { follow: true }
      yield "two, 👋 "
      yield { follow: true }
      yield "three."
    }
    const page = await site.visit()
    await ask(page, "Count")
    await eventually(site.answers).toEqual(["One,"])
    await page.evaluate(() => {
      const seen: string[] = []
      Object.assign(globalThis, { seen })
      new MutationObserver(() => seen.push(document.querySelector(".notice")?.textContent ?? "")).observe(document.body, {
        subtree: true,
        childList: true,
      })
    })
    gate.open()
    await eventually(site.answers).toEqual(["One, two, 👋 three."])
    expect(new Set(await page.evaluate(() => (globalThis as unknown as { seen: string[] }).seen))).toEqual(new Set([""]))
    expect(site.api.posts[1]?.after).toBe(site.api.turns[0]?.idAfter(2))
    expect(new Set(site.api.posts.map(({ turnId }) => turnId)).size).toBe(1)
  })

  test("is replaced by polling if the server limits rejoining", async () => {
    const gate = createGate()
    site.api.refuse = (attempt) => (attempt > 1 ? new FakeFailure(429, "rate.exceeded", { scope: "visitor", retryAfter: 1 }) : undefined)
    site.api.answer = async function* () {
      yield "One, "
      await gate.opened
      yield { follow: true }
      yield "two."
    }
    const page = await site.visit()
    await ask(page, "Count")
    await eventually(site.answers).toEqual(["One,"])
    gate.open()
    await eventually(site.answers).toEqual(["One, two."])
  })
})
