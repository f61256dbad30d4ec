import { FakeFailure } from "@parley/testing/site/fake-turn.ts"
import { expect, test } from "vitest"
import { createGate } from "../../support/gate.ts"
import { ask, eventually } from "../../support/pages.ts"
import { useSite } from "../../support/site-page.ts"

const site = useSite()

const call = { toolUse: { toolUseId: "t1", name: "look", input: {}, status: "running" as const } }

test("reasoning, a call and a text are shown as they are written, and the live region says only that an answer is being written", async () => {
  const gates = [createGate(), createGate(), createGate()] as const
  site.api.answer = async function* () {
    yield { open: { reasoning: { milliseconds: 0 } } }
    yield { more: "Let me " }
    await gates[0].opened
    yield { more: "**think**" }
    yield { close: { reasoning: { milliseconds: 2_000 } } }
    yield { open: call }
    await gates[1].opened
    yield { close: { toolUse: { ...call.toolUse, input: { query: "pier" }, status: "failed" } } }
    yield "It is "
    await gates[2].opened
    yield "there."
  }
  const page = await site.visit()
  await ask(page, "Where?")
  const line = page.locator("summary", { hasText: "Reasoning" })
  await line.waitFor()
  await line.press("Enter")
  await page.getByText("Let me").waitFor()
  const live = () => page.locator("[role=status]").first().textContent()
  expect((await live())?.trim()).toBe("Answering…")
  gates[0].open()
  await page.locator(".block strong", { hasText: "think" }).waitFor()
  await page.getByText("running").waitFor()
  expect((await live())?.trim()).toBe("Answering…")
  gates[1].open()
  await page.getByText("failed", { exact: true }).waitFor()
  await page.locator(".answer").getByText("It is").waitFor()
  expect(await page.locator(".block[open]").count()).toBe(1)
  gates[2].open()
  await site.button("Copy answer").waitFor()
  await eventually(live).toContain("Answer complete. It is there.")
  const streamed = await page.locator(".answer").textContent()
  await page.reload()
  await page.locator(".answer summary", { hasText: "Reasoning" }).press("Enter")
  await eventually(() => page.locator(".answer").textContent()).toBe(streamed)
})

test("a page that was reloaded in the middle of reasoning goes on after it, and shows nothing twice", async () => {
  const gate = createGate()
  site.api.answer = async function* () {
    yield { open: { reasoning: { milliseconds: 0 } } }
    yield { more: "Let me " }
    await gate.opened
    yield { more: "think 😀" }
    yield { close: { reasoning: { milliseconds: 2_000 } } }
    yield "There."
  }
  const page = await site.visit()
  await ask(page, "Where?")
  await page.locator("summary", { hasText: "Reasoning" }).waitFor()
  await eventually(() => new URL(page.url()).pathname).toBe("/c/cnv_1")
  await page.reload()
  const line = page.locator("summary", { hasText: "Reasoning" })
  await line.press("Enter")
  await page.getByText("Let me").waitFor()
  await site.button("Stop").waitFor()
  gate.open()
  await site.button("Copy answer").waitFor()
  expect(await page.locator(".block-details").textContent()).toBe("Let me think 😀")
  expect(site.api.posts.at(-1)?.after).toBe(site.api.turns[0]?.idAfter(2))
})

test("the blocks of a run that failed are replaced by those of the next one", async () => {
  const gate = createGate()
  site.api.answer = async function* (_question, run) {
    yield { open: { reasoning: { milliseconds: 0 } } }
    yield { more: `Thought ${run}` }
    await gate.opened
    if (run === 1) throw new FakeFailure(503, "model.throttled")
    yield { close: { reasoning: { milliseconds: 1_000 } } }
    yield "Now."
  }
  const page = await site.visit()
  await ask(page, "Where?")
  const line = page.locator("summary", { hasText: "Reasoning" })
  await line.waitFor()
  gate.open()
  await page.getByText("The model is busy right now.").waitFor()
  expect(await line.count()).toBe(0)
  await site.button("Retry").click()
  await site.button("Copy answer").waitFor()
  await line.press("Enter")
  expect(await page.locator(".block-details").textContent()).toBe("Thought 2")
})
