import { FakeFailure } from "@parley/testing/site/fake-turn.ts"
import { describe, expect, test } from "vitest"
import { liveNotices, type Notice, storedNotices } from "../../support/end-notices.ts"
import { ask, eventually } from "../../support/pages.ts"
import { useSite } from "../../support/site-page.ts"

const site = useSite()
const answers = () => site.page.locator(".answer .markdown").allTextContents()

const failures: Record<string, Notice> = {
  "model.refused": ["This model isn’t available on this site. Contact an administrator.", ["Ask again"]],
  "model.limit": ["The model reached the length limit before it wrote anything. Ask for less.", ["Edit message"]],
  "model.filtered": ["The model’s safety filter blocked the answer. Rephrase your message.", ["Edit message"]],
  "model.empty": ["The model returned an empty answer.", ["Retry"]],
  "model.failed": ["The model couldn’t answer.", ["Retry"]],
  "store.unavailable": ["Chats can’t be saved right now. Try again in a moment.", ["Retry"]],
}

const otherModel = { modelId: "other", name: "Other model", default: false }
const failuresWithModels: Record<string, Notice> = {
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
    expect(await liveNotices(site, Object.keys(failures))).toEqual(failures)
  })

  test("shows the same after a reload, and offers another model if there is one", async () => {
    site.api.models.push(otherModel)
    for (const code of Object.keys(failures)) {
      site.api.seed(`cnv_${code}`, code, [[`Ask ${code}`, ""]])
      Object.assign(site.api.turns.at(-1) ?? {}, { status: "failed", error: new FakeFailure(502, code) })
    }
    expect(await storedNotices(site, Object.keys(failures))).toEqual(failuresWithModels)
  })

  test("because the model is unavailable is retried in place with the newly selected model", async () => {
    site.api.models.push(otherModel)
    site.api.answer = async function* () {
      if (site.api.posts.length === 1) throw new FakeFailure(502, "model.refused")
      yield "Here it is."
    }
    const page = await site.visit()
    await ask(page, "Try")
    await page.locator(".answer .notice").waitFor()
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
