import type { PromptTokens } from "./prompt-cache.ts"
import type { Responder, ResponderEnd, ResponderRequest } from "./responder.ts"
import { StopSequences } from "./stop-sequences.ts"
import { bytesPerToken, fitBytes } from "./token-estimate.ts"

export type Usage = PromptTokens & { outputTokens: number; totalTokens: number }

export type AnswerEnd = {
  stopReason: "end_turn" | "max_tokens" | "stop_sequence"
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

/** Yields the answer's text and returns how it ended; keeps it to `maxTokens` and to the stop sequences, whoever answers. */
export async function* answer({ responder, request, stopSequences, promptTokens }: AnswerRequest): AsyncGenerator<string, AnswerEnd> {
  const started = performance.now()
  const stops = new StopSequences(stopSequences)
  const maxBytes = responder.countsTokens ? Number.POSITIVE_INFINITY : request.maxTokens * bytesPerToken
  let bytes = 0
  let firstByteMs: number | undefined
  let known: ResponderEnd | undefined
  let stopReason: AnswerEnd["stopReason"] | undefined
  let stopSequence: string | null = null

  const fit = (text: string): string => {
    const fitting = fitBytes(text, maxBytes - bytes)
    bytes += Buffer.byteLength(fitting)
    firstByteMs ??= performance.now() - started
    if (fitting !== text) stopReason = "max_tokens"
    return fitting
  }

  for await (const piece of responder.answer(request)) {
    if (typeof piece !== "string") {
      known = piece
      break
    }
    const { text, sequence } = stops.take(piece)
    const fitting = fit(text)
    if (fitting !== "") yield fitting
    if (stopReason) break
    if (sequence !== undefined) {
      stopReason = "stop_sequence"
      stopSequence = sequence
      break
    }
  }
  const rest = stopReason ? "" : fit(stops.rest())
  if (rest !== "") yield rest

  const latencyMs = Math.round(performance.now() - started)
  return {
    stopReason: stopReason ?? known?.stopReason ?? "end_turn",
    stopSequence,
    usage: usageOf(known, promptTokens, bytes),
    latencyMs,
    firstByteMs: Math.round(firstByteMs ?? latencyMs),
  }
}

function usageOf(known: ResponderEnd | undefined, promptTokens: PromptTokens, bytes: number): Usage {
  const tokens = known?.usage
    ? { ...known.usage, cacheWriteInputTokens: 0 }
    : { ...promptTokens, outputTokens: Math.max(1, Math.ceil(bytes / bytesPerToken)) }
  const totalTokens = tokens.inputTokens + tokens.cacheReadInputTokens + tokens.cacheWriteInputTokens + tokens.outputTokens
  return { ...tokens, totalTokens }
}
