import { type Frame, wireFrames } from "@parley/testing/answers/writing.ts"
import type { Answer } from "@parley/testing/bedrock/fault-bedrock-answer.ts"
import type { DynamoCall } from "@parley/testing/dynamodb/dynamo-call.ts"
import type { Tools } from "../../src/context.ts"
import { costOf } from "../../src/model/price.ts"
import { model } from "./world.ts"

/** An answer that says something and calls tools. */
export const calling = (ids: string[], said = ""): Answer => {
  const text = { contentBlockDelta: { contentBlockIndex: 0, delta: { text: said } } }
  const frames = ids.flatMap((toolUseId, index) => {
    const at = { contentBlockIndex: index + 1 }
    return [
      { contentBlockStart: { ...at, start: { toolUse: { toolUseId, name: "look" } } } },
      { contentBlockDelta: { ...at, delta: { toolUse: { input: '{"at":"home"}' } } } },
      { contentBlockStop: at },
    ]
  }) as Frame[]
  const whole = wireFrames([...(said ? [text as Frame] : []), ...frames])
  return { frames: whole.map(([type, payload]) => (type === "messageStop" ? [type, { stopReason: "tool_use" }] : [type, payload])) }
}
export const callUsage = { inputTokens: 20, outputTokens: 3, cacheReadInputTokens: 0, cacheWriteInputTokens: 0 }
export const callCost = costOf(model, callUsage)
/** The cost of a call that writes so many frames. */
export const costOfFrames = (outputTokens: number) => costOf(model, { ...callUsage, outputTokens })
export const lastCall: Answer = { deltas: ["There", "."], usage: { inputTokens: 40, outputTokens: 2 } }
export const lastCost = costOf(model, { ...callUsage, inputTokens: 40, outputTokens: 2 })

/** The write that ends a step, or that reserves for the second one. */
export const isOfStep = ({ operation, body }: DynamoCall) =>
  JSON.stringify(body).includes(operation === "UpdateItem" ? "stepCount" : '-step-2"')

/** Tools that answer at once. `ran` gets the id of each call. */
export const quickTools = (ran: string[]): Tools => ({
  async run({ toolUseId }) {
    ran.push(toolUseId)
    return { toolUseId, status: "success", content: [{ text: "At the pier" }] }
  },
})
