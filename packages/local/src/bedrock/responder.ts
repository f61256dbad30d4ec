export type PromptMessage = { role: "user" | "assistant"; text: string }

export type ResponderRequest = {
  system: string
  messages: PromptMessage[]
  modelId: string
  maxTokens: number
  /** Fires when the client has gone; nobody reads the rest. */
  signal: AbortSignal
}

/** The last thing a responder may yield, if it knows better than the endpoint's estimate. `inputTokens` excludes the cached ones. */
export type ResponderEnd = {
  stopReason: "end_turn" | "max_tokens"
  usage?: { inputTokens: number; outputTokens: number; cacheReadInputTokens: number }
}

/** Who answers behind the endpoint. It may throw a `BedrockError`: an HTTP error before its first piece, an exception frame after it. */
export type Responder = {
  /** It keeps to `maxTokens` itself, by its own tokens; otherwise the endpoint cuts by its estimate. */
  countsTokens: boolean
  answer(request: ResponderRequest): AsyncIterable<string | ResponderEnd>
}
