import { FakeFailure, ownReasons } from "@parley/testing/site/fake-turn.ts"
import { describe, expect, test } from "vitest"
import { announcementsOf, ask, composerOf, eventually } from "../../support/pages.ts"
import { useSite } from "../../support/site-page.ts"

const site = useSite()
// `textContent`: a turn out of view is not laid out and has no `innerText`.
const answers = () => site.page.locator(".answer .markdown").allTextContents()
const notice = () => site.page.locator(".answer .notice")
const steps = () => notice().getByRole("button").allInnerTexts()

type Case = [words: string, steps: string[]]

/** The notice below the last answer with its buttons, once there is the given number of answers. */
async function lastNotice(count = 1): Promise<Case> {
  const last = site.page
    .locator(".turn")
    .nth(count - 1)
    .locator(".answer .notice")
  await last.waitFor()
  return [(await last.locator("p").allInnerTexts()).join(), await last.getByRole("button").allInnerTexts()]
}

/** Opens stored conversations one by one from the list, and reads the notice of each. */
async function storedNotices(titles: string[]): Promise<Record<string, Case>> {
  const page = await site.visit()
  const said: Record<string, Case> = {}
  for (const title of titles) {
    await page.locator("#sidebar").getByRole("link", { name: title, exact: true }).click()
    await page.locator(".question").getByText(`Ask ${title}`, { exact: true }).waitFor()
    said[title] = await lastNotice()
  }
  return said
}

/** Sends messages one by one in one conversation, and reads the notice of each answer when it ends. */
async function liveNotices(questions: string[]): Promise<Record<string, Case>> {
  const page = await site.visit()
  const said: Record<string, Case> = {}
  for (const [index, question] of questions.entries()) {
    await ask(page, question)
    said[question] = await lastNotice(index + 1)
  }
  return said
}

const incomplete = (why: string): Case => [`${why}, so this answer may be incomplete.`, ["Regenerate"]]
const reasons: Record<string, Case> = {
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

describe("an answer that ended", () => {
  test("early shows the reason and the next step at once, and earlier answers only the steps that still apply", async () => {
    site.api.answer = async function* (stopReason) {
      yield "Half an"
      yield { stopReason }
    }
    expect(await liveNotices(Object.keys(reasons))).toEqual(reasons)
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
    expect(await storedNotices(Object.keys(reasons))).toEqual(reasons)
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
    await ask(page, "Try")
    await notice().getByText("The model returned an empty answer.").waitFor()
    expect(await steps()).toEqual(["Ask again"])
    expect(await page.getByRole("button", { name: "Copy answer" }).count()).toBe(0)
  })
})

const failures: Record<string, Case> = {
  "model.refused": ["This model isn’t available on this site. Contact an administrator.", ["Ask again"]],
  "model.limit": ["The model reached the length limit before it wrote anything. Ask for less.", ["Edit message"]],
  "model.filtered": ["The model’s safety filter blocked the answer. Rephrase your message.", ["Edit message"]],
  "model.empty": ["The model returned an empty answer.", ["Retry"]],
  "model.failed": ["The model couldn’t answer.", ["Retry"]],
  "store.unavailable": ["Chats can’t be saved right now. Try again in a moment.", ["Retry"]],
}

const otherModel = { modelId: "other", name: "Other model", default: false }
const failuresWithModels: Record<string, Case> = {
  ...failures,
  "model.refused": ["This model isn’t available on this site. Choose another model and ask again.", ["Ask again"]],
  "model.limit": [
    "The model reached the length limit before it wrote anything. Ask for less, or choose another model.",
    ["Edit message", "Ask again"],
  ],
  "model.filtered": ["The model’s safety filter blocked the answer. Rephrase your message.", ["Edit message", "Ask again"]],
}

describe("a turn that failed", () => {
  test("shows the error, and offers Retry only if it can succeed, else editing", async () => {
    site.api.answer = failing
    expect(await liveNotices(Object.keys(failures))).toEqual(failures)
  })

  test("shows the same after a reload, and offers another model if there is one", async () => {
    site.api.models.push(otherModel)
    for (const code of Object.keys(failures)) {
      site.api.seed(`cnv_${code}`, code, [[`Ask ${code}`, ""]])
      Object.assign(site.api.turns.at(-1) ?? {}, { status: "failed", error: new FakeFailure(502, code) })
    }
    expect(await storedNotices(Object.keys(failures))).toEqual(failuresWithModels)
  })

  test("because the model is unavailable is retried in place with the newly selected model", async () => {
    site.api.models.push(otherModel)
    site.api.answer = async function* () {
      if (site.api.posts.length === 1) throw new FakeFailure(502, "model.refused")
      yield "Here it is."
    }
    const page = await site.visit()
    await ask(page, "Try")
    await notice().waitFor()
    await page.getByRole("combobox", { name: "Model" }).selectOption("Other model")
    await site.button("Ask again").click()
    await eventually(answers).toEqual(["Here it is."])
    expect(site.api.posts[1]).toMatchObject({ modelId: "other", parentTurnId: null })
  })
})

async function* failing(code: string): AsyncGenerator<string> {
  yield* []
  throw new FakeFailure(code === "store.unavailable" ? 503 : 502, code)
}
