import { expect, test } from "vitest"
import { composerOf, eventually } from "../../support/pages.ts"
import { useSite } from "../../support/site-page.ts"

const site = useSite()
const words = "The model no longer sees the messages above."
/** What stands in the thread, from top to bottom. */
const inOrder = () =>
  site.page
    .locator(".question, .memory-start")
    .evaluateAll((all) => all.map((one) => (one.matches(".memory-start") ? "start" : one.textContent)))

const placeOf = (all: (string | null)[], index: number) => all.findIndex((text) => text?.includes(`Question ${index}`))

function seed(count: number) {
  site.api.seed("cnv_a", "Long")
  return Array.from({ length: count }, (_, index) => site.api.seedTurn("cnv_a", `Question ${index}`, `Answer ${index}`))
}

test("a line marks where the model's memory began for the newest answer, and moves with it", async () => {
  const turns = seed(4)
  Object.assign(turns.at(-1) ?? {}, { historyFrom: turns[1]?.turnId })
  const page = await site.visit("/c/cnv_a")
  await page.getByText(words).waitFor()
  const before = await inOrder()
  expect(before.indexOf("start")).toBe(placeOf(before, 1) - 1)

  site.api.answer = async function* () {
    yield { historyFrom: turns[2]?.turnId ?? "" }
    yield "Answer 4"
  }
  await composerOf(page).fill("Question 4")
  await composerOf(page).press("Enter")
  await eventually(async () => {
    const all = await inOrder()
    return placeOf(all, 2) - all.indexOf("start")
  }).toBe(1)
  expect(await page.getByText(words).count()).toBe(1)
})

test("no line is shown while the model gets the whole chat", async () => {
  seed(2)
  const page = await site.visit("/c/cnv_a")
  await page.getByText("Answer 1").waitFor()
  expect(await page.getByText(words).count()).toBe(0)
})
