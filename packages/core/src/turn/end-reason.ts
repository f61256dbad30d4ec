import type { ModelErrorCode } from "../model/error.ts"

// Converse's stop reasons (Bedrock API reference, StopReason); `refusal` is Anthropic's own and is passed through by Bedrock.
const codeWithoutText: Record<string, ModelErrorCode> = {
  max_tokens: "model.limit",
  model_context_window_exceeded: "model.limit",
  content_filtered: "model.filtered",
  guardrail_intervened: "model.filtered",
  refusal: "model.filtered",
}
const malformed = new Set(["malformed_model_output", "malformed_tool_use"])

/**
 * The error of an answer that the model ended itself, or `undefined` for a complete one. An answer with text is complete, also where
 * `stopReason` says that it is cut (everything but `end_turn` and `stop_sequence`); only output that Bedrock could not read is not.
 */
export function endError(stopReason: string, hasText: boolean): ModelErrorCode | undefined {
  if (malformed.has(stopReason)) return "model.failed"
  return hasText ? undefined : (codeWithoutText[stopReason] ?? "model.empty")
}
