import { describe, expect, test } from "vitest"
import type { ServerBlock } from "../../src/blocks/block.ts"
import { converseMessages } from "../../src/blocks/converse.ts"
import { unknownOutcome } from "../../src/blocks/kinds/tool-result.ts"
import { storedBlocks } from "../../src/blocks/stored.ts"
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
const answerOf = (blocks: ServerBlock[], n = 1): Message => ({
  ...common,
  messageId: `m${n}`,
  role: "assistant",
  status: "interrupted",
  content: storedBlocks(blocks),
})

/** The messages that a request ends with. */
const told = (answers: Message[], of = tools) =>
  converseMessages(
    [
      { role: "user", content: [{ text: "Where?" }] },
      { role: "assistant", content: continuedBlocks(answers, of) },
      { role: "user", content: contentAfter(answers, of) },
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
  test("in the middle of its text ends with our line", () => {
    expect(told([answerOf([{ text: "I think " }])])).toEqual([
      asked,
      { role: "assistant", content: [{ text: "I think" }] },
      { role: "user", content: [line] },
    ])
  })

  test("after the result of a tool goes on with it", () => {
    expect(told([answerOf([{ text: "I look." }, use("t1"), result("t1")])])).toEqual([
      asked,
      { role: "assistant", content: [{ text: "I look." }, converseUse("t1")] },
      { role: "user", content: [converseResult("t1")] },
    ])
  })

  test("in the middle of its calls goes on with an unknown outcome of the others", () => {
    expect(told([answerOf([use("t1"), use("t2"), result("t1")])]).at(-1)).toEqual({
      role: "user",
      content: [converseResult("t1"), { toolResult: { toolUseId: "t2", status: "error", content: [{ text: unknownOutcome }] } }],
    })
  })

  test("in the middle of the text after a result ends with our line", () => {
    expect(told([answerOf([use("t1"), result("t1"), { text: "There" }])]).slice(-2)).toEqual([
      { role: "assistant", content: [{ text: "There" }] },
      { role: "user", content: [line] },
    ])
  })

  test("in the middle of a call's input goes on before it", () => {
    expect(told([answerOf([use("t1"), result("t1"), use("t2", '{"at"')])]).at(-1)).toEqual({
      role: "user",
      content: [converseResult("t1")],
    })
  })

  test("leaves out white space and reasoning at its end", () => {
    const blocks = [use("t1"), result("t1"), { reasoning: { text: "Hm", milliseconds: 1 } }, { text: " \n" }]
    expect(told([answerOf(blocks)]).at(-1)).toEqual({ role: "user", content: [converseResult("t1")] })
  })

  test("in several parts is one answer", () => {
    expect(told([answerOf([use("t1"), result("t1"), { text: "The" }]), answerOf([{ text: "re." }, use("t2"), result("t2")], 2)])).toEqual([
      asked,
      { role: "assistant", content: [converseUse("t1")] },
      { role: "user", content: [converseResult("t1")] },
      { role: "assistant", content: [{ text: "There." }, converseUse("t2")] },
      { role: "user", content: [converseResult("t2")] },
    ])
  })

  test("has no calls and results in a request without tools, which Bedrock would refuse", () => {
    expect(told([answerOf([use("t1"), result("t1"), { text: "There" }])], [])).toEqual([
      asked,
      { role: "assistant", content: [{ text: "There" }] },
      { role: "user", content: [line] },
    ])
  })

  test.each([
    ["a text", [{ text: "I think" }]],
    ["results", [use("t1"), result("t1")]],
    ["calls without results", [use("t1"), use("t2"), use("t3")]],
    ["a text after a result", [use("t1"), result("t1"), { text: "There" }]],
  ] as [string, ServerBlock[]][])("is bounded with %s by the tokens of its prompt", (_, blocks) => {
    const answers = [answerOf(blocks)]
    const texts = told(answers).flatMap(({ content }) =>
      (content ?? []).map(({ text, toolUse, toolResult }) => text ?? JSON.stringify(toolUse ?? toolResult?.content?.[0]?.text)),
    )
    const bound = texts.reduce((sum, text) => sum + tokenBound(text), 0)
    expect(continuedBound({ question, answers }, model, tools)).toBeGreaterThanOrEqual(bound)
  })
})
