import { ownReasons } from "@parley/testing/site/fake-turn.ts"
import { describe, expect, test } from "vitest"
import { liveNotices, type Notice, storedNotices } from "../../support/end-notices.ts"
import { announcementsOf, ask, composerOf, eventually } from "../../support/pages.ts"
import { useSite } from "../../support/site-page.ts"

const site = useSite()
// `textContent`: a turn out of view is not laid out and has no `innerText`.
const answers = () => site.page.locator(".answer .markdown").allTextContents()
const notice = () => site.page.locator(".answer .notice")
const steps = () => notice().getByRole("button").allInnerTexts()

const incomplete = (why: string): Notice => [`${why}, so this answer may be incomplete.`, ["Regenerate"]]
const reasons: Record<string, Notice> = {
  max_tokens: ["The answer hit the length limit.", ["Continue"]],
  size: ["This answer is as long as one message can be.", ["Continue"]],
  budget: ["The next step of this answer would exceed the budget.", ["Continue"]],
  steps: ["This answer reached the step limit.", ["Continue"]],
  time: ["This answer reached the time limit.", ["Continue"]],
  content_filtered: ["The model’s safety filter ended this answer.", ["Edit message"]],
  guardrail_intervened: ["A guardrail of this site ended this answer.", ["Edit message"]],
  refusal: ["The model declined to continue this answer.", ["Edit message"]],
  model_context_window_exceeded: [
    "This chat is too long for the model, so the answer was cut off. Start a new chat to continue.",
    ["New chat"],
  ],
  malformed_model_output: incomplete("The model’s output was malformed"),
  malformed_tool_use: incomplete("The model’s output was malformed"),
  tool_use: incomplete("The model asked for a tool that isn’t available here"),
  a_reason_of_tomorrow: ["The answer ended early and may be incomplete.", ["Regenerate"]],
}

const call = { toolUse: { toolUseId: "t1", name: "look", input: {}, status: "unknown" } }

describe("an answer that ended", () => {
  test("early shows the reason and the next step at once, and earlier answers only the steps that still apply", async () => {
    site.api.answer = async function* (stopReason) {
      yield "Half an"
      yield { stopReason }
    }
    expect(await liveNotices(site, Object.keys(reasons))).toEqual(reasons)
    expect(await answers()).toEqual(Object.keys(reasons).map(() => "Half an"))
    expect(await steps()).toEqual([
      ...["Edit message", "Edit message", "Edit message"],
      ...["New chat", "Regenerate", "Regenerate", "Regenerate", "Regenerate"],
    ])
  })

  test("early is announced with the reason", async () => {
    site.api.answer = async function* (stopReason) {
      yield "Half an"
      yield { stopReason }
    }
    const page = await site.visit()
    const said = await announcementsOf(page)
    for (const [reason, [words]] of Object.entries(reasons)) {
      said.length = 0
      await ask(page, reason)
      await eventually(() => said.at(-1)).toBe(`${words} Half an`)
    }
  })

  test("early shows the same after a reload", async () => {
    for (const reason of Object.keys(reasons)) {
      site.api.seed(`cnv_${reason}`, reason, [[`Ask ${reason}`, "Half an"]])
      Object.assign(site.api.turns.at(-1) ?? {}, { stopReason: reason, ...(ownReasons.has(reason) && { status: "stopped" }) })
    }
    expect(await storedNotices(site, Object.keys(reasons))).toEqual(reasons)
  })

  test("normally shows no notice", async () => {
    site.api.answer = async function* (stopReason) {
      yield "Whole."
      yield { stopReason }
    }
    const page = await site.visit()
    for (const [index, stopReason] of ["end_turn", "stop_sequence"].entries()) {
      await ask(page, stopReason)
      await page.locator(".turn").nth(index).getByRole("button", { name: "Regenerate" }).waitFor()
      expect(await notice().count()).toBe(0)
    }
  })

  test("by a filter offers to edit the message", async () => {
    site.api.answer = async function* (question) {
      yield `About ${question}`
      if (question === "Try") yield { stopReason: "content_filtered" }
    }
    const page = await site.visit()
    await ask(page, "Try")
    await notice().getByRole("button", { name: "Edit message" }).click()
    await page.getByRole("textbox", { name: "Edit your message" }).fill("Something else")
    await page.keyboard.press("Enter")
    await eventually(answers).toEqual(["About Something else"])
    expect(site.api.posts[1]?.parentTurnId).toBe(null)
  })

  test("at the length limit offers Continue, until the chat has continued", async () => {
    site.api.answer = async function* () {
      yield "Half an"
      if (site.api.posts.length === 1) yield { stopReason: "max_tokens" }
    }
    const page = await site.visit()
    await ask(page, "Try")
    await composerOf(page).fill("Written meanwhile")
    await site.button("Continue").click()
    await eventually(answers).toEqual(["Half anHalf an"])
    expect(site.api.posts.map(({ content }) => content)).toEqual([[{ text: "Try" }], undefined])
    expect(await site.button("Continue").count()).toBe(0)
    expect(await composerOf(page).inputValue()).toBe("Written meanwhile")
  })

  test("at the context limit offers a new chat", async () => {
    site.api.answer = async function* () {
      yield "Half an"
      yield { stopReason: "model_context_window_exceeded" }
    }
    const page = await site.visit()
    await ask(page, "Try")
    await notice().getByRole("button", { name: "New chat" }).click()
    await page.getByRole("heading", { name: "What would you like to know?" }).waitFor()
  })

  test("without visible text shows that there is no answer", async () => {
    site.api.answer = async function* () {
      yield "\u200B\n\u2060"
    }
    const page = await site.visit()
    const said = await announcementsOf(page)
    await ask(page, "Try")
    await notice().getByText("The model returned an empty answer.").waitFor()
    await eventually(() => said.at(-1)).toContain("The model returned an empty answer.")
    expect(await steps()).toEqual(["Ask again"])
    expect(await page.getByRole("button", { name: "Copy answer" }).count()).toBe(0)
  })

  test.each([
    {
      name: "tools alone",
      blocks: [call],
      words: "The answer was cut off. The part that arrived was saved.",
      buttons: ["Continue", "Ask again"],
    },
    { name: "nothing", blocks: [], words: "No answer was generated.", buttons: ["Ask again"] },
  ])("by a break after $name offers what can succeed", async ({ blocks, words, buttons }) => {
    site.api.seed("cnv_a", "Broken")
    Object.assign(site.api.seedTurn("cnv_a", "Where?", ""), { status: "interrupted", blocks })
    await site.visit("/c/cnv_a")
    await notice().getByText(words).waitFor()
    expect(await steps()).toEqual(buttons)
  })
})
