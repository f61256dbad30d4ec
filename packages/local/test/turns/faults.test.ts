import { findModel, type OfferedModel } from "@parley/core/model/catalogue.ts"
import { usdOf } from "@parley/core/model/price.ts"
import { brokenStreams } from "@parley/testing/bedrock/broken-streams.ts"
import { type FaultBedrock, startFaultBedrock } from "@parley/testing/bedrock/fault-bedrock.ts"
import type { Answer, Fault, Position } from "@parley/testing/bedrock/fault-bedrock-answer.ts"
import { reservationOf } from "@parley/testing/cases/reservation.ts"
import { runsAll } from "@parley/testing/cases/test-set.ts"
import { startTestStage, type TestStage } from "@parley/testing/stage/test-stage.ts"
import { eventOf, textOfEvents, visitorAt } from "@parley/testing/stage/visitor.ts"
import { afterAll, beforeAll, describe, expect, test } from "vitest"

const deltas = ["one", " two", " three", " four"]
const textBefore: Record<Position, string> = { "before-first-delta": "", middle: "one two", "before-stop": "one two three four" }
const modelId = "global.anthropic.claude-haiku-5-5"
const maxTokens = 100
const setAside = (question: string) => usdOf(reservationOf(findModel(modelId) as OfferedModel, Buffer.byteLength(question), 0, maxTokens))
/** A silent model is aborted after 20 seconds, and a stage in tests is slow to start. */
const timeoutMs = 90_000

let bedrock: FaultBedrock
let stage: TestStage
const answers = new Map<string, Answer>()
beforeAll(async () => {
  bedrock = await startFaultBedrock()
  bedrock.otherwise(({ body }) => answers.get(body.messages.at(-1)?.content[0]?.text ?? "") ?? {})
  stage = await startTestStage({ bedrockUrl: bedrock.url, env: { MODEL_ID: modelId, MAX_TOKENS: String(maxTokens) } })
})
afterAll(async () => {
  await stage?.stop()
  await bedrock?.close()
})

type Opened = { turn?: unknown; messages: { role: string; status: string; content: { text: string }[]; error?: { code: string } }[] }
type Used = { days: { turns: number; cost: { usd: number } }[]; today: { budget: { limitUsd: number; leftUsd: number } } }

/** Sends a message to a model with this behaviour, then reads the conversation and its cost. */
async function take(question: string, answer: Answer) {
  answers.set(question, { deltas, ...answer })
  const visitor = visitorAt(stage.url)
  await visitor.json("GET", "/config")
  const events = await visitor.say(question)
  const { conversationId } = eventOf(events, "turn")
  const { turn, messages } = (await visitor.json<Opened>("GET", `/conversations/${conversationId}`)).body
  const { days, today } = (await visitor.json<Used>("GET", "/usage")).body
  const [day] = days
  return {
    text: textOfEvents(events),
    ends: events.filter(({ event }) => event === "done" || event === "error"),
    running: turn,
    stored: messages.map(({ role, status, content, error }) => [role, status, content[0]?.text ?? "", error?.code]),
    turns: day?.turns ?? 0,
    spent: day?.cost.usd ?? 0,
    committed: today.budget.limitUsd - today.budget.leftUsd,
  }
}

describe.concurrent("the visible, stored and charged result of a turn over HTTP", () => {
  test.concurrent.each<[Fault, number, string, boolean]>([
    ["ThrottlingException", 503, "model.throttled", true],
    ["ServiceUnavailableException", 503, "model.throttled", true],
    ["InternalServerException", 502, "model.failed", true],
    ["ModelTimeoutException", 504, "model.timeout", true],
    ["AccessDeniedException", 502, "model.refused", false],
    ["ValidationException", 502, "model.refused", false],
  ])(
    "%s before the first byte is a failed turn that costs no money; the JSON form is a problem with its status",
    async (fault, status, code, retryable) => {
      const question = `Refused by ${fault}`
      const { ends, stored, text, running, spent, committed, turns } = await take(question, { fault })
      expect(ends).toMatchObject([{ event: "error", data: { code, status: "failed", length: 0, retryable } }])
      expect({ text, running, stored }).toEqual({
        text: "",
        running: undefined,
        stored: [
          ["user", "complete", question, undefined],
          ["assistant", "failed", "", code],
        ],
      })
      expect([spent, committed, turns]).toEqual([0, 0, 1])

      const answered = await visitorAt(stage.url).json("POST", "/chat", { content: [{ text: question }] })
      expect([answered.status, answered.body.code]).toEqual([status, code])
      expect(answered.headers.has("retry-after")).toBe(status === 503)
    },
    timeoutMs,
  )

  const cases = brokenStreams.flatMap(([fault, code]) => (Object.keys(textBefore) as Position[]).map((at) => [fault, at, code] as const))
  // Every fault in the middle of the text, and two at every position. Core's tests combine all of them in `npm test` too.
  const everywhere: Fault[] = ["modelStreamErrorException", "clean-end"]
  const usual = cases.filter(([fault, at]) => runsAll || at === "middle" || everywhere.includes(fault))
  test.concurrent.each(usual)(
    "%s %s ends in one error: the text is kept, the conversation is free, and the whole reservation is charged",
    async (fault, at, code) => {
      const question = `Broken by ${fault} ${at}`
      const { ends, stored, text, running, spent, committed, turns } = await take(question, { fault, at })
      const status = textBefore[at] ? "interrupted" : "failed"
      expect(ends).toMatchObject([{ event: "error", data: { code, status, length: textBefore[at].length } }])
      expect({ text, running, stored }).toEqual({
        text: textBefore[at],
        running: undefined,
        stored: [
          ["user", "complete", question, undefined],
          ["assistant", status, textBefore[at], code],
        ],
      })
      expect(spent).toBeCloseTo(setAside(question), 9)
      expect(committed).toBeCloseTo(spent, 9)
      expect(turns).toBe(1)
    },
    timeoutMs,
  )

  test(
    "a connection that breaks before the response headers is one model call, and the whole reservation is charged",
    async () => {
      const question = "Broken before the head"
      const { ends, spent, turns } = await take(question, { fault: "no-head" })
      expect(ends).toMatchObject([{ event: "error", data: { status: "failed", length: 0, retryable: true } }])
      expect(bedrock.calls.filter(({ body }) => body.messages.at(-1)?.content[0]?.text === question)).toHaveLength(1)
      expect(spent).toBeCloseTo(setAside(question), 9)
      expect(turns).toBe(1)
    },
    timeoutMs,
  )

  test(
    "a slow start is no timeout",
    async () => {
      const { ends, text } = await take("Slow", { startDelayMs: 3_000 })
      expect(ends).toMatchObject([{ event: "done", data: { status: "complete", saved: true } }])
      expect(text).toBe(deltas.join(""))
    },
    timeoutMs,
  )
})
