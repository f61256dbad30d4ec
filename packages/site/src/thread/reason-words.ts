import { actionWords } from "../words/action-words.ts"
import type { ActionMessages } from "../words/en-actions.ts"

/**
 * The words of each reason: those of Bedrock's Converse (StopReason), `refusal` of Anthropic's models and Parley's own (`reason` of a
 * message).
 */
const words = {
  max_tokens: "cutAtLimit",
  size: "cutAtSize",
  budget: "cutByBudget",
  steps: "cutAtSteps",
  time: "cutAtTime",
  model_context_window_exceeded: "contextFull",
  content_filtered: "filtered",
  guardrail_intervened: "guardrail",
  refusal: "declined",
  malformed_model_output: "malformed",
  malformed_tool_use: "malformed",
  tool_use: "toolMissing",
} satisfies Record<string, keyof ActionMessages>

/** Why an answer ended early. An unknown reason may have cut it. */
export function reasonWords(reason = ""): string {
  const key = Object.hasOwn(words, reason) ? words[reason as keyof typeof words] : "endedEarly"
  return actionWords[key]
}
