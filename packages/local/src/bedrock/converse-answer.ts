import type { AnswerFormat } from "./answer-format.ts"
import { eventFrame } from "./frame.ts"

/** Answers of Converse and ConverseStream. As Bedrock does it: no `contentBlockStart` for text, and `metadata` after `messageStop`. */
export const converseAnswer: AnswerFormat = {
  whole: (_model, text, { stopReason, usage, latencyMs }) => ({
    body: { output: { message: { role: "assistant", content: [{ text }] } }, stopReason, usage, metrics: { latencyMs } },
    headers: {},
  }),
  open: () => [eventFrame("messageStart", { role: "assistant" })],
  delta: (text) => [eventFrame("contentBlockDelta", { contentBlockIndex: 0, delta: { text } })],
  close: ({ stopReason, usage, latencyMs }) => [
    eventFrame("contentBlockStop", { contentBlockIndex: 0 }),
    eventFrame("messageStop", { stopReason }),
    eventFrame("metadata", { usage, metrics: { latencyMs } }),
  ],
}
