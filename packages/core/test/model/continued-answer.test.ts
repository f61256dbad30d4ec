import fc from "fast-check"
import { describe, expect, test } from "vitest"
import type { ServerBlock } from "../../src/blocks/block.ts"
import { converseMessages } from "../../src/blocks/converse.ts"
import { storedBlocks } from "../../src/blocks/stored.ts"
import { unknownOutcome } from "../../src/blocks/unknown-results.ts"
import type { Message } from "../../src/entities/message.ts"
import { contentAfter, continueContent, continuedBlocks, continuedBound } from "../../src/model/continued-answer.ts"
import { tokenBound } from "../../src/model/token-bound.ts"
import { model } from "../support/world.ts"

const tools = [{ name: "look", description: "Looks.", inputSchema: { type: "object" } }]
const use = (toolUseId: string, input: unknown = { at: "home" }): ServerBlock => ({
  toolUse: { toolUseId, name: "look", input, status: "done" },
})
const result = (toolUseId: string): ServerBlock => ({
  toolResult: { toolUseId, status: "success", content: [{ text: "At the pier" }] },
})
const common = { conversationId: "c", turnId: "t", createdAt: "", expiresAt: 0 }
const question: Message = { ...common, messageId: "m0", role: "user", status: "complete", content: storedBlocks([{ text: "Where?" }]) }
const answerOf = (blocks: ServerBlock[], n = 1, modelId = model.modelId): Message => ({
  ...common,
  modelId,
  messageId: `m${n}`,
  role: "assistant",
  status: "interrupted",
  content: storedBlocks(blocks),
})

/** The messages that a request ends with. */
const sentBy = (answers: Message[], of = tools) =>
  converseMessages(
    [
      { role: "user", content: [{ text: "Where?" }] },
      { role: "assistant", content: continuedBlocks(answers, model, of) },
      { role: "user", content: contentAfter(answers, model, of) },
    ],
    () => undefined,
  )
const line = continueContent[0]
const converseUse = (toolUseId: string) => ({ toolUse: { toolUseId, name: "look", input: { at: "home" } } })
const converseResult = (toolUseId: string) => ({
  toolResult: { toolUseId, status: "success", content: [{ text: "At the pier" }] },
})
const asked = { role: "user", content: [{ text: "Where?" }] }

describe("an answer that is continued", () => {
  test("in the middle of its text ends with the fixed line", () => {
    expect(sentBy([answerOf([{ text: "I think " }])])).toEqual([
      asked,
      { role: "assistant", content: [{ text: "I think" }] },
      { role: "user", content: [line] },
    ])
  })

  test("after the result of a tool goes on with it", () => {
    expect(sentBy([answerOf([{ text: "I look." }, use("t1"), result("t1")])])).toEqual([
      asked,
      { role: "assistant", content: [{ text: "I look." }, converseUse("t1")] },
      { role: "user", content: [converseResult("t1")] },
    ])
  })

  test("in the middle of its calls goes on with an unknown outcome of the others", () => {
    expect(sentBy([answerOf([use("t1"), use("t2"), result("t1")])]).at(-1)).toEqual({
      role: "user",
      content: [converseResult("t1"), { toolResult: { toolUseId: "t2", status: "error", content: [{ text: unknownOutcome }] } }],
    })
  })

  test("in the middle of the text after a result ends with the fixed line", () => {
    expect(sentBy([answerOf([use("t1"), result("t1"), { text: "There" }])]).slice(-2)).toEqual([
      { role: "assistant", content: [{ text: "There" }] },
      { role: "user", content: [line] },
    ])
  })

  test("in the middle of a call's input goes on before it", () => {
    expect(sentBy([answerOf([use("t1"), result("t1"), use("t2", '{"at"')])]).at(-1)).toEqual({
      role: "user",
      content: [converseResult("t1")],
    })
  })

  test("leaves out white space and reasoning at its end", () => {
    const blocks = [use("t1"), result("t1"), { reasoning: { text: "Hm", milliseconds: 1 } }, { text: " \n" }]
    expect(sentBy([answerOf(blocks)]).at(-1)).toEqual({ role: "user", content: [converseResult("t1")] })
  })

  test("in several parts is one answer", () => {
    expect(sentBy([answerOf([use("t1"), result("t1"), { text: "The" }]), answerOf([{ text: "re." }, use("t2"), result("t2")], 2)])).toEqual(
      [
        asked,
        { role: "assistant", content: [converseUse("t1")] },
        { role: "user", content: [converseResult("t1")] },
        { role: "assistant", content: [{ text: "There." }, converseUse("t2")] },
        { role: "user", content: [converseResult("t2")] },
      ],
    )
  })

  test("leaves out a call that was not made: its input was cut off, or it is no object", () => {
    const notMade = [
      { toolUse: { toolUseId: "t2", name: "look", input: {}, status: "failed" } },
      use("t3", 5),
      result("t3"),
    ] as ServerBlock[]
    expect(sentBy([answerOf([use("t1"), result("t1"), ...notMade])]).at(-1)).toEqual({ role: "user", content: [converseResult("t1")] })
  })

  test("in several parts keeps an unknown outcome before what followed it", () => {
    expect(sentBy([answerOf([use("t1")]), answerOf([{ text: "It seems " }], 2)])).toEqual([
      asked,
      { role: "assistant", content: [converseUse("t1")] },
      { role: "user", content: [{ toolResult: { toolUseId: "t1", status: "error", content: [{ text: unknownOutcome }] } }] },
      { role: "assistant", content: [{ text: "It seems" }] },
      { role: "user", content: [line] },
    ])
  })

  test("after a result keeps the reasoning of the same model that led there, which the model takes back", () => {
    const blocks = [{ reasoning: { text: "Hm", signature: "c2lnbmVk", milliseconds: 1 } }, use("t1"), result("t1")]
    expect(sentBy([answerOf(blocks)])[1]?.content).toEqual([
      { reasoningContent: { reasoningText: { text: "Hm", signature: "c2lnbmVk" } } },
      converseUse("t1"),
    ])
    expect(sentBy([answerOf(blocks, 1, "another")])[1]?.content).toEqual([converseUse("t1")])
    expect(sentBy([answerOf([...blocks, { text: "There" }])])[1]?.content).toEqual([converseUse("t1")])
  })

  test("has no calls and results in a request without tools, which Bedrock would refuse", () => {
    expect(sentBy([answerOf([use("t1"), result("t1"), { text: "There" }])], [])).toEqual([
      asked,
      { role: "assistant", content: [{ text: "There" }] },
      { role: "user", content: [line] },
    ])
  })

  test("is bounded by the tokens of its prompt, whatever it consists of", () => {
    const call = fc
      .tuple(fc.integer({ min: 1, max: 4 }), fc.boolean())
      .map(([n, isDone]): ServerBlock => (isDone ? result(`t${n}`) : use(`t${n}`)))
    const block = fc.oneof(
      fc.string({ unit: "binary", maxLength: 20 }).map((text): ServerBlock => ({ text: text.toWellFormed() })),
      call,
    )
    const answer = fc.uniqueArray(block, { maxLength: 8, selector: (one) => JSON.stringify(one) })
    const all = fc.array(answer, { minLength: 1, maxLength: 3 })
    fc.assert(
      fc.property(all, fc.boolean(), (contents, hasTools) => {
        const answers = contents.map((blocks, n) => answerOf(blocks, n))
        const of = hasTools ? tools : []
        const sent = sentBy(answers, of).flatMap(({ content = [] }) => content)
        const bound = sent.reduce((sum, one) => sum + tokenBound(one.text ?? JSON.stringify(one.toolUse ?? one.toolResult)), 0)
        expect(continuedBound({ question, answers }, model, of)).toBeGreaterThanOrEqual(bound)
        const uses = sent.flatMap(({ toolUse }) => toolUse?.toolUseId ?? [])
        expect(sent.flatMap(({ toolResult }) => toolResult?.toolUseId ?? []).length).toBe(uses.length)
      }),
    )
  })
})
