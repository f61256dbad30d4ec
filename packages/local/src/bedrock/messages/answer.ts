import { randomUUID } from "node:crypto"
import type { AnswerEnd } from "../answer/answer.ts"
import type { AnswerBlock, AnswerEvent, BlockStart } from "../answer/answer-block.ts"
import type { AnswerFormat } from "../answer/answer-format.ts"
import { eventFrame } from "../frame.ts"
import type { PromptTokens } from "../prompt/prompt-cache.ts"

/**
 * Answers of InvokeModel and InvokeModelWithResponseStream for Claude, in Anthropic's Messages format. Streamed events are base64 in
 * `chunk`s.
 */
export const messagesAnswer: AnswerFormat = {
  whole: (model, blocks, end) => ({
    body: {
      ...message(model.baseId, blocks.map(contentOf)),
      stop_reason: stopReasonOf(end),
      stop_sequence: end.stopSequence,
      usage: { ...promptUsage(end.usage), output_tokens: end.usage.outputTokens },
    },
    headers: {
      "x-amzn-bedrock-input-token-count": `${end.usage.inputTokens}`,
      "x-amzn-bedrock-output-token-count": `${end.usage.outputTokens}`,
      "x-amzn-bedrock-invocation-latency": `${end.latencyMs}`,
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
  ],
  event: framesOf,
  close: (end) => [
    chunk({
      type: "message_delta",
      delta: { stop_reason: stopReasonOf(end), stop_sequence: end.stopSequence },
      usage: { ...promptUsage(end.usage), output_tokens: end.usage.outputTokens },
    }),
    chunk({
      type: "message_stop",
      "amazon-bedrock-invocationMetrics": {
        inputTokenCount: end.usage.inputTokens,
        outputTokenCount: end.usage.outputTokens,
        invocationLatency: end.latencyMs,
        firstByteLatency: end.firstByteMs,
        cacheReadInputTokenCount: end.usage.cacheReadInputTokens,
        cacheWriteInputTokenCount: end.usage.cacheWriteInputTokens,
      },
    }),
  ],
}

/** Anthropic's stop reason for an answer that a safety filter ended. */
const stopReasonOf = ({ stopReason }: AnswerEnd): string => (stopReason === "content_filtered" ? "refusal" : stopReason)

function contentOf(block: AnswerBlock): object {
  if (block.kind === "text") return { type: "text", text: block.text }
  if (block.kind === "reasoning") return { type: "thinking", thinking: block.text, signature: block.signature }
  return { type: "tool_use", id: block.toolUseId, name: block.name, input: block.input }
}

function framesOf(event: AnswerEvent): Uint8Array[] {
  const { index } = event
  if (event.type === "start") return [chunk({ type: "content_block_start", index, content_block: emptyBlock(event.block) })]
  if (event.type === "delta") return [chunk({ type: "content_block_delta", index, delta: deltaOf(event) })]
  const stop = chunk({ type: "content_block_stop", index })
  if (event.signature === undefined) return [stop]
  return [chunk({ type: "content_block_delta", index, delta: { type: "signature_delta", signature: event.signature } }), stop]
}

function emptyBlock(block: BlockStart): object {
  if (block.kind === "text") return { type: "text", text: "" }
  if (block.kind === "reasoning") return { type: "thinking", thinking: "", signature: "" }
  return { type: "tool_use", id: block.toolUseId, name: block.name, input: {} }
}

function deltaOf({ kind, text }: AnswerEvent & { type: "delta" }): object {
  if (kind === "text") return { type: "text_delta", text }
  return kind === "reasoning" ? { type: "thinking_delta", thinking: text } : { type: "input_json_delta", partial_json: text }
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
