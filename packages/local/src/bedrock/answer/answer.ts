import type { PromptTokens } from "../prompt/prompt-cache.ts"
import { bytesPerToken } from "../prompt/token-estimate.ts"
import type { Responder, ResponderEnd, ResponderPiece, ResponderRequest } from "../responder.ts"
import type { AnswerEvent } from "./answer-block.ts"
import { AnswerWriter } from "./answer-writer.ts"

type Usage = PromptTokens & { outputTokens: number; totalTokens: number }

export type AnswerEnd = {
  stopReason: ResponderEnd["stopReason"] | "stop_sequence"
  stopSequence: string | null
  usage: Usage
  latencyMs: number
  firstByteMs: number
}

export type AnswerRequest = {
  responder: Responder
  request: ResponderRequest
  stopSequences: string[]
  promptTokens: PromptTokens
}

/** Yields the events of the answer and returns its end. Enforces `maxTokens` and the stop sequences for every responder. */
export async function* answer({ responder, request, stopSequences, promptTokens }: AnswerRequest): AsyncGenerator<AnswerEvent, AnswerEnd> {
  const started = performance.now()
  const maxTokens = responder.countsTokens ? Number.POSITIVE_INFINITY : request.maxTokens
  const writer = new AnswerWriter({ maxTokens, stopSequences })
  let firstByteMs: number | undefined
  let known: ResponderEnd | undefined

  for await (const piece of responder.answer(request)) {
    if (isEnd(piece)) {
      known = piece
      break
    }
    firstByteMs ??= performance.now() - started
    yield* writer.take(piece)
    if (writer.ended) break
  }
  yield* writer.finish()

  const latencyMs = Math.round(performance.now() - started)
  return {
    stopReason: writer.ended?.stopReason ?? stopReasonOf(known, writer.calledTool),
    stopSequence: writer.ended?.stopSequence ?? null,
    usage: usageOf(known, promptTokens, writer.bytes),
    latencyMs,
    firstByteMs: Math.round(firstByteMs ?? latencyMs),
  }
}

const isEnd = (piece: ResponderPiece | ResponderEnd): piece is ResponderEnd => typeof piece === "object" && "stopReason" in piece

/** Some servers report a normal end for an answer that calls a tool. */
function stopReasonOf(known: ResponderEnd | undefined, calledTool: boolean): AnswerEnd["stopReason"] {
  const reason = known?.stopReason ?? "end_turn"
  return reason === "end_turn" && calledTool ? "tool_use" : reason
}

function usageOf(known: ResponderEnd | undefined, promptTokens: PromptTokens, bytes: number): Usage {
  const tokens = known?.usage
    ? { ...known.usage, cacheWriteInputTokens: 0 }
    : { ...promptTokens, outputTokens: Math.max(1, Math.ceil(bytes / bytesPerToken)) }
  const totalTokens = tokens.inputTokens + tokens.cacheReadInputTokens + tokens.cacheWriteInputTokens + tokens.outputTokens
  return { ...tokens, totalTokens }
}
