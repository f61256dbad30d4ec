import { randomUUID } from "node:crypto"
import type { AnswerFormat } from "./answer-format.ts"
import { eventFrame } from "./frame.ts"
import type { PromptTokens } from "./prompt-cache.ts"

/** Answers of InvokeModel and InvokeModelWithResponseStream for Claude: Anthropic's Messages, its events base64-coded in `chunk`s. */
export const messagesAnswer: AnswerFormat = {
  whole: (model, text, { stopReason, stopSequence, usage, latencyMs }) => ({
    body: {
      ...message(model.baseId, [{ type: "text", text }]),
      stop_reason: stopReason,
      stop_sequence: stopSequence,
      usage: { ...promptUsage(usage), output_tokens: usage.outputTokens },
    },
    headers: {
      "x-amzn-bedrock-input-token-count": `${usage.inputTokens}`,
      "x-amzn-bedrock-output-token-count": `${usage.outputTokens}`,
      "x-amzn-bedrock-invocation-latency": `${latencyMs}`,
    },
  }),
  open: (model, promptTokens) => [
    chunk({
      type: "message_start",
      message: {
        ...message(model.baseId, []),
        stop_reason: null,
        stop_sequence: null,
        usage: { ...promptUsage(promptTokens), output_tokens: 1 },
      },
    }),
    chunk({ type: "content_block_start", index: 0, content_block: { type: "text", text: "" } }),
  ],
  delta: (text) => [chunk({ type: "content_block_delta", index: 0, delta: { type: "text_delta", text } })],
  close: ({ stopReason, stopSequence, usage, latencyMs, firstByteMs }) => [
    chunk({ type: "content_block_stop", index: 0 }),
    chunk({
      type: "message_delta",
      delta: { stop_reason: stopReason, stop_sequence: stopSequence },
      usage: { ...promptUsage(usage), output_tokens: usage.outputTokens },
    }),
    chunk({
      type: "message_stop",
      "amazon-bedrock-invocationMetrics": {
        inputTokenCount: usage.inputTokens,
        outputTokenCount: usage.outputTokens,
        invocationLatency: latencyMs,
        firstByteLatency: firstByteMs,
        cacheReadInputTokenCount: usage.cacheReadInputTokens,
        cacheWriteInputTokenCount: usage.cacheWriteInputTokens,
      },
    }),
  ],
}

const message = (baseId: string, content: object[]) => ({
  id: `msg_bdrk_${randomUUID().replaceAll("-", "")}`,
  type: "message",
  role: "assistant",
  model: baseId.replace(/^anthropic\./, ""),
  content,
})

const promptUsage = (tokens: PromptTokens) => ({
  input_tokens: tokens.inputTokens,
  cache_creation_input_tokens: tokens.cacheWriteInputTokens,
  cache_read_input_tokens: tokens.cacheReadInputTokens,
})

const chunk = (event: object): Uint8Array => eventFrame("chunk", { bytes: Buffer.from(JSON.stringify(event)).toString("base64") })
