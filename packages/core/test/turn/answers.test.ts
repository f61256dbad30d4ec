import type { Block } from "@parley/api/block.ts"
import { runsAll } from "@parley/testing/cases/test-set.ts"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { publicBlocks } from "../../src/blocks/stored.ts"
import { costOf } from "../../src/model/price.ts"
import { answerFixture, answerFixtureNames } from "../support/answer-fixtures.ts"
import { answerByQuestion } from "../support/answers.ts"
import { money, settled, stored } from "../support/stored.ts"
import { ask, newCaller, take } from "../support/visitor.ts"
import { model, startWorld, type World } from "../support/world.ts"

let world: World
let answers: ReturnType<typeof answerByQuestion>
beforeAll(async () => {
  world = await startWorld()
  answers = answerByQuestion(world.bedrock)
})
afterAll(() => world.close())

type End = {
  status: "complete" | "interrupted" | "failed"
  stopReason: string
  text: string | number
  code?: string
  /** The blocks of the answer, if they are more than one text. */
  blocks?: Block[]
  /** The model reported no usage, so the reservation is charged. */
  unreported?: true
}

const complete = (text: string | number, stopReason = "end_turn"): End => ({ status: "complete", stopReason, text })
const failed = (code: string, stopReason = "end_turn"): End => ({ status: "failed", stopReason, text: "", code })

/** The end of the turn for each recorded answer. A number is the length of a text that is too long for this table. */
const ends: Record<string, End> = {
  bom: complete("\uFEFF# Title\n\nText"),
  crlf: complete("one\r\n\r\n```js\r\nlet a = 1\r\nlet b = 2\r\n```\r\n\r\n- x\r\n- y\r\n"),
  empty: failed("model.empty"),
  fast10k: complete("word ".repeat(10_000)),
  "fence-only": complete("```python\nprint(1)\n```"),
  "filtered-empty": failed("model.filtered", "content_filtered"),
  flicker: complete(221),
  guard: complete("Sorry, this is blocked.", "guardrail_intervened"),
  "guard-empty": failed("model.filtered", "guardrail_intervened"),
  huge: complete("lorem ipsum dolor sit amet, ".repeat(7_200)),
  lone: complete("bad \uFFFD next \uFFFD end \uFFFD"),
  malformed: { status: "interrupted", stopReason: "malformed_model_output", text: "Half of an", code: "model.failed" },
  max: complete("It begins and then", "max_tokens"),
  "max-empty": failed("model.limit", "max_tokens"),
  nometa: { ...complete("No usage follows."), unreported: true },
  nul: complete("a\u0000b\u0007c\u001b[31mred\u202Etxet\u202C end"),
  reason: { ...complete("Forty-two."), blocks: [{ reasoning: { text: "secret thoughts", milliseconds: 0 } }, { text: "Forty-two." }] },
  refusal: complete("Let me", "refusal"),
  slow: complete("A line of words that goes on and is read.\n\n".repeat(400)),
  slowcode: complete(9_989),
  tool: {
    ...complete("I look it up.", "tool_use"),
    blocks: [{ text: "I look it up." }, { toolUse: { toolUseId: "t1", name: "look", input: { q: 1 }, status: "failed" } }],
  },
  tr: complete(1_349),
  "two-blocks": { ...complete("First block.\n\nSecond block."), blocks: [{ text: "First block." }, { text: "Second block." }] },
  white: failed("model.empty"),
  "white-zw": failed("model.empty"),
  window: complete("Half of an", "model_context_window_exceeded"),
  zwj: complete("Family: \u{1F468}\u200D\u{1F469}\u200D\u{1F467} flag \u{1F1E9}\u{1F1EA} done"),
}

/** The time of reasoning depends on the machine. */
const untimed = (block: Block): Block => ("reasoning" in block ? { reasoning: { ...block.reasoning, milliseconds: 0 } } : block)

test("every recorded answer has a row in the table of ends", async () => {
  expect((await answerFixtureNames()).toSorted()).toEqual(Object.keys(ends).toSorted())
})

describe.concurrent("a recorded answer ends its turn as the table says: events, stored turn, cost and history", () => {
  // "slow" takes 25 seconds, and differs from "slowcode" and "fast10k" in its pace alone.
  const usual = Object.entries(ends).filter(([name]) => runsAll || name !== "slow")
  test.concurrent.each(usual)("%s", { timeout: 120_000 }, async (name, { status, stopReason, text, code, blocks, unreported }) => {
    const context = await world.context({ settings: { contextTokens: 64_000 } })
    const caller = newCaller()
    const recorded = await answerFixture(name)
    answers.set(name, recorded)
    const { began, last, text: heard, blocks: held, answer } = await take(context, caller, ask(name))
    const expected = typeof text === "string" ? text : (recorded.deltas ?? []).join("")
    const length = expected.length
    if (typeof text === "number") expect(length).toBe(text)

    expect(heard).toBe(expected)
    expect(last).toEqual({ event: status === "complete" ? "done" : "error", status, length, ...(code && { code }) })
    const kept = await stored(context, caller)
    const [, message] = kept.messages
    expect(message).toEqual(answer)
    expect([message?.status, message?.stopReason]).toEqual([status, stopReason])
    const content = publicBlocks(message?.content ?? [])
    expect(content.map(untimed)).toEqual(blocks ?? (expected ? [{ text: expected }] : []))
    expect(held).toEqual(content)
    expect(message?.error?.code).toBe(code)

    const usage = recorded.frames ? { inputTokens: 1, outputTokens: 1 } : { inputTokens: 20, outputTokens: (recorded.deltas ?? []).length }
    const reported = costOf(model, { cacheReadInputTokens: 0, cacheWriteInputTokens: 0, ...usage })
    const cost = unreported ? (kept.turns[0]?.reserved.nanoDollars as number) : reported
    expect(await money(context, caller)).toEqual(settled(cost, 1))

    const next = `after ${name}`
    expect((await take(context, caller, ask(next, { conversationId: began?.conversationId }))).last?.status).toBe("complete")
    const told = answers.callsOf(next)[0]?.body.messages.map(({ content }) => content[0]?.text)
    expect(told).toEqual(status === "complete" ? [name, expected, next] : [next])
  })
})
