import { FakeFailure } from "@parley/testing/site/fake-turn.ts"
import { describe, expect, test } from "vitest"
import { createGate } from "../../support/gate.ts"
import { ask, eventually, nextFrame } from "../../support/pages.ts"
import { phone, useSite, violations } from "../../support/site-page.ts"

const site = useSite()
const lines = (count: number, word: string) => Array.from({ length: count }, (_, index) => `${word} ${index + 1}`).join("\n\n")
const group = (of: "answer" | "message" = "answer") => site.page.getByRole("group", { name: `Versions of this ${of}` })
const shownNumber = () => group().locator(".version-number span").first().textContent()
const step = (name: "Previous version" | "Next version") => group().getByRole("button", { name })
const focused = () => site.page.evaluate(() => document.activeElement?.getAttribute("aria-label"))
const topOf = async () => (await group().boundingBox())?.y ?? Number.NaN

/** A conversation with three answers to its second message; the second one is shown. The third was continued with another message. */
function seed(texts = ["Two.", "Two again.", "Two once more."]) {
  site.api.seed("cnv_a", "Versions", [["First", "One."]])
  const answers = texts.map((text) => site.api.seedTurn("cnv_a", "Second", text, "trn_cnv_a_0"))
  site.api.seedTurn("cnv_a", "Third", "Three.", answers.at(-1)?.turnId)
  site.api.show("cnv_a", answers[1]?.turnId ?? "")
}

describe("switching between answers", () => {
  test("works with the keyboard, says which version is shown and keeps the focus", async () => {
    seed()
    const page = await site.visit("/c/cnv_a")
    await eventually(shownNumber).toBe("2/3")
    await step("Previous version").focus()
    await page.keyboard.press("Enter")
    await page.getByRole("status").getByText("Version 1 of 3").waitFor()
    await eventually(site.answers).toEqual(["One.", "Two."])
    expect([await shownNumber(), await focused(), await step("Previous version").getAttribute("aria-disabled")]).toEqual([
      "1/3",
      "Previous version",
      "true",
    ])
    await page.keyboard.press("ArrowRight")
    await eventually(site.answers).toEqual(["One.", "Two again."])
    await page.keyboard.press("ArrowRight")
    await eventually(site.answers).toEqual(["One.", "Two once more.", "Three."])
    expect([await shownNumber(), await focused()]).toEqual(["3/3", "Previous version"])
    await eventually(() => site.api.conversations[0]?.leafTurnId).toBe("trn_cnv_a_3")
  })

  test("ends at the version of the last of many presses", async () => {
    seed()
    const gate = createGate()
    site.api.late = (route) => (route.startsWith("PATCH") ? gate.opened : undefined)
    const page = await site.visit("/c/cnv_a")
    await step("Next version").focus()
    for (const key of ["ArrowRight", "ArrowLeft", "ArrowLeft", "ArrowRight", "ArrowLeft"]) await page.keyboard.press(key)
    await eventually(shownNumber).toBe("1/3")
    gate.open()
    await eventually(site.answers).toEqual(["One.", "Two."])
    await eventually(() => site.api.conversations[0]?.leafTurnId).toBe("trn_cnv_a_1")
    await page.reload()
    await eventually(site.answers).toEqual(["One.", "Two."])
  })

  test("keeps the control where it is on the screen, whatever the length of the answers", async () => {
    seed(["Short.", lines(60, "Line"), lines(20, "Row")])
    const page = await site.visit("/c/cnv_a")
    await eventually(shownNumber).toBe("2/3")
    await step("Next version").scrollIntoViewIfNeeded()
    await nextFrame(page)
    const before = await topOf()
    for (const [name, number] of [
      ["Next version", "3/3"],
      ["Previous version", "2/3"],
      ["Previous version", "1/3"],
      ["Next version", "2/3"],
    ] as const) {
      await step(name).click()
      await eventually(shownNumber).toBe(number)
      await eventually(() => group().getAttribute("aria-busy")).toBe("false")
      await nextFrame(page)
      expect(await step(name).isVisible()).toBe(true)
      // The short answer ends above that place.
      if (number !== "1/3") expect(Math.abs((await topOf()) - before)).toBeLessThan(2)
    }
  })

  test("stays on the shown version if another one cannot be opened", async () => {
    seed()
    const page = await site.visit("/c/cnv_a")
    await eventually(shownNumber).toBe("2/3")
    site.api.early = async (route) => {
      if (route === "GET /conversations/cnv_a") throw new FakeFailure(503, "store.unavailable")
    }
    await step("Next version").click()
    await page.locator(".notification").getByText("Couldn’t open this version.").waitFor()
    expect([await shownNumber(), await site.answers()]).toEqual(["2/3", ["One.", "Two again."]])
  })

  test("works by touch, with targets of 44 px, in right-to-left pages with mirrored arrows", async () => {
    seed()
    const page = await site.visit("/c/cnv_a", { ...phone, locale: "ar" })
    const next = page.getByRole("button", { name: "النسخة التالية" })
    await next.waitFor()
    const [box, previous] = [await next.boundingBox(), await page.getByRole("button", { name: "النسخة السابقة" }).boundingBox()]
    expect([box?.width, box?.height]).toEqual([44, 44])
    expect(box?.x).toBeLessThan(previous?.x ?? 0)
    await next.tap()
    await eventually(site.answers).toEqual(["One.", "Two once more.", "Three."])
    await page.getByRole("status").getByText("النسخة 3 من 3").waitFor()
    await page.getByRole("button", { name: "النسخة السابقة" }).focus()
    await page.keyboard.press("ArrowRight")
    await eventually(site.answers).toEqual(["One.", "Two again."])
    expect(await violations(page)).toEqual([])
  })
})

describe("while answers are written", () => {
  /** Answers that begin at once and end when their gate opens. */
  function writeSlowly() {
    const gates = [createGate(), createGate(), createGate()]
    let run = 0
    site.api.answer = async function* () {
      const own = run++
      yield `Answer ${own} begins`
      await gates[own]?.opened
      yield ` and ends.`
    }
    return gates
  }

  test("a switch loses none of them, the page says that others are written, and up to three are", async () => {
    site.api.seed("cnv_a", "One", [["First", "One."]])
    const gates = writeSlowly()
    const page = await site.visit("/c/cnv_a")
    await site.button("Regenerate").click()
    await eventually(site.answers).toEqual(["Answer 0 begins"])
    await step("Previous version").click()
    await eventually(site.answers).toEqual(["One."])
    await page.getByText("Another version is still being written.").first().waitFor()
    await site.button("Regenerate").click()
    await eventually(site.answers).toEqual(["Answer 1 begins"])
    await step("Previous version").click()
    await eventually(site.answers).toEqual(["Answer 0 begins"])
    gates[1]?.open()
    await page.getByRole("status").getByText("The other version is finished.").waitFor()
    gates[0]?.open()
    await eventually(site.answers).toEqual(["Answer 0 begins and ends."])
    await step("Next version").click()
    await eventually(site.answers).toEqual(["Answer 1 begins and ends."])
    expect(await shownNumber()).toBe("3/3")
  })

  test("the version that is written is shown again from the notice, also after a reload", async () => {
    site.api.seed("cnv_a", "One", [["First", "One."]])
    const [gate] = writeSlowly()
    const page = await site.visit("/c/cnv_a")
    await site.button("Regenerate").click()
    await eventually(site.answers).toEqual(["Answer 0 begins"])
    await step("Previous version").click()
    await eventually(() => site.api.conversations[0]?.leafTurnId).toBe("trn_cnv_a_0")
    await page.reload()
    await eventually(site.answers).toEqual(["One."])
    await site.button("Show").click()
    await eventually(site.answers).toEqual(["Answer 0 begins"])
    gate?.open()
    await eventually(site.answers).toEqual(["Answer 0 begins and ends."])
  })

  test("a message after another version waits for them", async () => {
    site.api.seed("cnv_a", "One", [["First", "One."]])
    const [gate] = writeSlowly()
    const page = await site.visit("/c/cnv_a")
    await site.button("Regenerate").click()
    await eventually(site.answers).toEqual(["Answer 0 begins"])
    await step("Previous version").click()
    await eventually(site.answers).toEqual(["One."])
    await ask(page, "And then?")
    await page.getByText("Another answer in this chat is still being written.").first().waitFor()
    gate?.open()
    await page.getByText("The other answer is finished.").waitFor()
    site.api.answer = async function* () {
      yield "Then."
    }
    await site.button("Send").first().click()
    await eventually(site.answers).toEqual(["One.", "Then."])
    expect(site.api.posts.at(-1)?.parentTurnId).toBe("trn_cnv_a_0")
  })
})

describe("two windows", () => {
  test("stay on their branches, and each sends its messages there", async () => {
    seed()
    const first = await site.visit("/c/cnv_a")
    await eventually(shownNumber).toBe("2/3")
    const second = await site.openTab("/c/cnv_a")
    await step("Next version").click()
    await eventually(site.answers).toEqual(["One.", "Two once more.", "Three."])
    await ask(second, "Fourth")
    await eventually(site.answers).toEqual(["One.", "Two once more.", "Three.", "Hello."])
    await ask(first, "Third, otherwise")
    await eventually(() => first.locator(".answer .markdown").allInnerTexts()).toEqual(["One.", "Two again.", "Hello."])
    expect(site.api.posts.map(({ parentTurnId }) => parentTurnId)).toEqual(["trn_cnv_a_4", "trn_cnv_a_2"])
    await second.evaluate(() => new Promise((resolve) => setTimeout(resolve, 2_100)))
    await second.evaluate(() => dispatchEvent(new Event("focus")))
    await nextFrame(second)
    expect(await site.answers()).toEqual(["One.", "Two once more.", "Three.", "Hello."])
  })
})
