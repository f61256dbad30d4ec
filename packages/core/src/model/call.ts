import {
  type BedrockRuntimeClient,
  ConverseStreamCommand,
  type ConverseStreamCommandInput,
  type ConverseStreamOutput,
  type Tool,
} from "@aws-sdk/client-bedrock-runtime"
import { converseMessages, type PromptMessage } from "../blocks/converse.ts"
import { type BlockEvent, blockReader } from "../blocks/converse-stream.ts"
import type { OfferedModel } from "./catalogue.ts"
import { ModelError, modelErrorFrom } from "./error.ts"
import type { TokenUsage } from "./price.ts"
import type { Instructions, ToolDefinition } from "./request.ts"
import { type SilenceGuard, silenceGuard } from "./silence.ts"

export type ModelRequest = {
  model: OfferedModel
  instructions: Instructions
  /** Oldest first, alternating, ending with what the person says now and with what the model has answered to it so far. */
  messages: PromptMessage[]
  maxTokens: number
  /** Keep the prefix up to the last message of the history in the model's cache. */
  cacheHistory: boolean
}

export type ModelEvent = BlockEvent | { type: "end"; stopReason: string } | { type: "usage"; usage: TokenUsage }

/** Streams an answer. Ends normally only if the model ended its answer; throws a `ModelError` otherwise. */
export type ModelCaller = (request: ModelRequest, signal: AbortSignal) => AsyncGenerator<ModelEvent, void>

/** The timeout of a model that sends nothing; Bedrock's own is several minutes. */
export const modelSilenceMs = 20_000

/** The answer is complete by then, and its reader waits for the end of the stream. */
const usageTimeoutMs = 2_000

/**
 * The one place that calls Bedrock. The SDK ends a stream that broke off like a complete one (an early end of the connection throws nothing),
 * so an answer is complete only after `messageStop`; `metadata` with the usage follows it.
 */
export function bedrockModel(client: BedrockRuntimeClient, silenceMs = modelSilenceMs): ModelCaller {
  return async function* callModel(request, signal) {
    const silence = silenceGuard(silenceMs, signal)
    let isStreaming = false
    let hasEnded = false
    // Only bookkeeping follows messageStop: a break there loses the usage figures, not the answer.
    const isOver = () => hasEnded || signal.aborted
    try {
      const { stream } = await client.send(new ConverseStreamCommand(commandInput(request)), { abortSignal: silence.signal })
      isStreaming = stream !== undefined
      for await (const event of stream ? eventsOf(stream, silence) : []) {
        if (event.type === "end") {
          hasEnded = true
          silence.setTimeout(usageTimeoutMs)
        }
        yield event
      }
    } catch (error) {
      if (isOver()) return
      throw silence.isSilent() ? silenceError() : modelErrorFrom(error, isStreaming)
    } finally {
      silence.end()
    }
    if (!isOver()) throw new ModelError("model.failed", "The model's answer broke off.", { billed: true })
  }
}

async function* eventsOf(stream: AsyncIterable<ConverseStreamOutput>, silence: SilenceGuard): AsyncGenerator<ModelEvent, void> {
  const frames = stream[Symbol.asyncIterator]()
  const readFrame = frameReader()
  try {
    for (;;) {
      const next = await silence.race(frames.next())
      if (next.done) return
      for (const event of readFrame(next.value)) yield event
    }
  } finally {
    // Not awaited: a stalled stream would never answer. This closes the connection, so the model stops as well.
    frames.return?.().catch(() => undefined)
  }
}

const silenceError = () => new ModelError("model.timeout", "The model sent nothing for too long.", { billed: true })

function commandInput({ model, instructions, messages, maxTokens, cacheHistory }: ModelRequest): ConverseStreamCommandInput {
  // The question comes last, or what the model has answered so far.
  const lastOfHistory = messages.findLastIndex(({ role }) => role === "user") - 1
  const marked = messages.map((message, index) => ({ ...message, cachePoint: cacheHistory && index === lastOfHistory }))
  return {
    modelId: model.modelId,
    system: [{ text: instructions.system }],
    ...(instructions.tools.length > 0 && { toolConfig: { tools: instructions.tools.map(toolOf) } }),
    // No file can be sent yet.
    messages: converseMessages(marked, () => undefined),
    inferenceConfig: { maxTokens },
    ...(model.thinking && { additionalModelRequestFields: { thinking: model.thinking } }),
  }
}

const toolOf = ({ name, description, inputSchema }: ToolDefinition): Tool => ({
  toolSpec: { name, description, inputSchema: { json: inputSchema } },
})

/** Reads the frames of one answer: its blocks, its end and its usage. */
function frameReader(): (frame: ConverseStreamOutput) => Generator<ModelEvent> {
  const readBlocks = blockReader(Date.now)
  return function* readFrame(frame) {
    yield* readBlocks(frame)
    const { messageStop, metadata } = frame
    if (messageStop) yield { type: "end", stopReason: messageStop.stopReason ?? "end_turn" }
    if (metadata?.usage) {
      const { inputTokens = 0, outputTokens = 0, cacheReadInputTokens = 0, cacheWriteInputTokens = 0 } = metadata.usage
      yield { type: "usage", usage: { inputTokens, outputTokens, cacheReadInputTokens, cacheWriteInputTokens } }
    }
  }
}
