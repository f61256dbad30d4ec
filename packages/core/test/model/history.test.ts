import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { utf8Bytes } from "../../src/content.ts"
import type { Message } from "../../src/entities/message.ts"
import { findModel, type OfferedModel } from "../../src/model/catalogue.ts"
import { chooseHistory, isCacheable, type PathHistory, type PathTurn } from "../../src/model/history.ts"
import { historyMessages } from "../../src/model/history-window.ts"
import { siteInstructions } from "../../src/model/system-prompt.ts"
import { textOf } from "../../src/text.ts"

const model = findModel("global.anthropic.claude-haiku-5-5") as OfferedModel
const usageOf = (inputTokens: number, outputTokens: number) => ({
  inputTokens,
  outputTokens,
  cacheReadInputTokens: 0,
  cacheWriteInputTokens: 0,
})

type Said = {
  turn: number
  question: string
  answer: string
  status?: Message["status"]
  tokens?: [number, number]
  modelId?: string
  estimated?: true
}

/** A path of such turns, newest first. */
function stored(turns: Said[]): PathHistory {
  const message = (turn: number, part: number) => ({
    conversationId: "c",
    messageId: `m${turn}${part}`,
    turnId: `t${turn}`,
    createdAt: "",
    expiresAt: 0,
  })
  const path = turns.map(({ turn, question, answer, status = "complete", tokens, modelId = model.modelId, estimated }): PathTurn => {
    const ending: Message = {
      ...message(turn, 1),
      role: "assistant",
      status,
      modelId,
      content: answer ? [{ text: answer }] : [],
      ...(tokens && { usage: usageOf(...tokens) }),
      ...(estimated && { estimated }),
    }
    return { question: { ...message(turn, 0), role: "user", status: "complete", content: [{ text: question }] }, answers: [ending] }
  })
  return { turns: path.reverse(), isWhole: turns.length < historyMessages / 2 }
}
const texts = (path: PathHistory, contextTokens = 10_000) =>
  chooseHistory(path, model, contextTokens, []).messages.map(({ content }) => textOf(content))

test("history consists of complete turns, oldest first, with alternating roles", () => {
  const history = chooseHistory(
    stored([
      { turn: 1, question: "a", answer: "b" },
      { turn: 2, question: "c", answer: "d" },
    ]),
    model,
    1_000,
    [],
  )
  expect(history.messages).toEqual([
    { role: "user", content: [{ text: "a" }] },
    { role: "assistant", content: [{ text: "b" }] },
    { role: "user", content: [{ text: "c" }] },
    { role: "assistant", content: [{ text: "d" }] },
  ])
})

test("turns that were interrupted or failed are left out; stopped ones with text stay", () => {
  const turns: Said[] = [
    { turn: 1, question: "kept", answer: "partly", status: "stopped" },
    { turn: 2, question: "cut", answer: "half", status: "interrupted" },
    { turn: 3, question: "failed", answer: "", status: "failed" },
    { turn: 4, question: "empty", answer: " ", status: "stopped" },
  ]
  expect(texts(stored(turns))).toEqual(["kept", "partly"])
})

test("the newest turns that fit are chosen, and none beyond the first that does not fit", () => {
  const turns = [
    { turn: 1, question: "s", answer: "s" },
    { turn: 2, question: "long", answer: "x".repeat(900) },
    { turn: 3, question: "new", answer: "newer" },
  ]
  expect(texts(stored(turns), 100)).toEqual(["new", "newer"])
})

test("the same model's token counts replace the bytes where they are lower; another model's counts and incomplete counts do not", () => {
  const answer = "word ".repeat(200)
  const counted: Said = { turn: 1, question: "q", answer, tokens: [20, 210] }
  expect(texts(stored([counted]), 300)).toEqual(["q", answer])
  expect(texts(stored([{ ...counted, modelId: "us.other" }]), 300)).toEqual([])
  expect(texts(stored([{ ...counted, estimated: true }]), 300)).toEqual([])
})

test("the chosen history never exceeds the cap, measured by an upper bound of its tokens", () => {
  const turn = fc.record({ question: fc.string({ minLength: 1, unit: "grapheme" }), answer: fc.string({ unit: "grapheme" }) })
  fc.assert(
    fc.property(fc.array(turn, { maxLength: 20 }), fc.integer({ min: 0, max: 500 }), (turns, cap) => {
      const history = chooseHistory(stored(turns.map((said, index) => ({ turn: index + 10, ...said }))), model, cap, [])
      expect(history.tokens).toBeLessThanOrEqual(cap)
      expect(history.messages.reduce((sum, { content }) => sum + utf8Bytes(textOf(content)), 0)).toBeLessThanOrEqual(cap)
    }),
  )
})

describe("a cache point after the history", () => {
  const isCached = (turns: Said[], { contextTokens = 64_000, of = model } = {}) =>
    isCacheable(chooseHistory(stored(turns), of, contextTokens, []), of, siteInstructions)
  const turns = (count: number, characters: number): Said[] =>
    Array.from({ length: count }, (_, n) => ({ turn: n + 10, question: "q", answer: "x".repeat(characters) }))
  const haiku45 = findModel("global.anthropic.claude-haiku-4-5-20251001-v1:0") as OfferedModel

  test("is set as soon as history and system prompt can reach the model's minimum", () => {
    expect(isCached([])).toBe(false)
    expect(isCached(turns(1, 10))).toBe(true)
  })

  test("is not set for a prefix below the model's minimum, nor for a model without a cache", () => {
    expect(isCached(turns(1, 1_000), { of: haiku45 })).toBe(false)
    expect(isCached(turns(1, 4_000), { of: haiku45 })).toBe(true)
    const { cacheMinTokens: _, ...uncached } = haiku45
    expect(isCached(turns(1, 4_000), { of: uncached })).toBe(false)
  })

  test("stays set once old turns are dropped, unless each turn moves the beginning of the history", () => {
    expect(isCached(turns(4, 1_000), { contextTokens: 5_000 })).toBe(true)
    expect(isCached(turns(9, 1_000), { contextTokens: 5_000 })).toBe(true)
    expect(isCached(turns(9, 1_300), { contextTokens: 5_000 })).toBe(false)
  })
})
