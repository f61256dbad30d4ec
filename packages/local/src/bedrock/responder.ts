import type { Prompt } from "./prompt/prompt.ts"

/** The endpoint itself applies the stop sequences and counts the blocks. */
export type ResponderRequest = Omit<Prompt, "blocks" | "stopSequences"> & {
  modelId: string
  /** Aborts when the client disconnects. */
  signal: AbortSignal
}

/** Token counts from the responder, as its last item. They replace the endpoint's estimate. `inputTokens` excludes cached tokens. */
export type ResponderEnd = {
  stopReason: "end_turn" | "max_tokens" | "tool_use" | "content_filtered"
  usage?: { inputTokens: number; outputTokens: number; cacheReadInputTokens: number }
}

/** An item of an answer: text, reasoning, the start of a tool call, or the next fragment of that call's JSON input. */
export type ResponderPiece = string | { reasoning: string } | { toolUse: { toolUseId: string; name: string } } | { toolInput: string }

/**
 * The source of answers behind the endpoint. It may throw a `BedrockError`: an HTTP error before its first item, an exception frame after
 * it.
 */
export type Responder = {
  /** It enforces `maxTokens` itself, by its own token count. Otherwise the endpoint cuts the answer by its estimate. */
  countsTokens: boolean
  answer(request: ResponderRequest): AsyncIterable<ResponderPiece | ResponderEnd>
}
