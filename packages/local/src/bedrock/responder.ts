import type { Prompt } from "./prompt/prompt.ts"

/** The endpoint itself keeps to the stop sequences and counts the blocks. */
export type ResponderRequest = Omit<Prompt, "blocks" | "stopSequences"> & {
  modelId: string
  /** Aborts when the client has disconnected. */
  signal: AbortSignal
}

/** The last thing a responder may yield, if it knows better than the endpoint's estimate. `inputTokens` excludes the cached ones. */
export type ResponderEnd = {
  stopReason: "end_turn" | "max_tokens" | "tool_use" | "content_filtered"
  usage?: { inputTokens: number; outputTokens: number; cacheReadInputTokens: number }
}

/** A piece of an answer: text, reasoning, the start of a tool call, or the next piece of the JSON text of that call's input. */
export type ResponderPiece = string | { reasoning: string } | { toolUse: { toolUseId: string; name: string } } | { toolInput: string }

/** Who answers behind the endpoint. It may throw a `BedrockError`: an HTTP error before its first piece, an exception frame after it. */
export type Responder = {
  /** It keeps to `maxTokens` itself, by its own tokens; otherwise the endpoint cuts by its estimate. */
  countsTokens: boolean
  answer(request: ResponderRequest): AsyncIterable<ResponderPiece | ResponderEnd>
}
