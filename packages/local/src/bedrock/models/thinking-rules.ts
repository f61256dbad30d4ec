import type { OfferedModel } from "@parley/core/model/catalogue.ts"
import * as v from "valibot"
import type { BedrockError } from "../bedrock-error.ts"
import type { Reasoning } from "../prompt/prompt.ts"
import type { ToolChoice } from "../prompt/tools.ts"

type ThinkingType = "adaptive" | "between_tools" | "disabled" | "enabled"
type Family = {
  types: readonly ThinkingType[]
  /** A choice that forces a tool call: always refused, refused while the model thinks, or accepted. */
  forcedTools: "never" | "without thinking" | "taken"
  /** Effort levels. Empty: the model has no effort parameter. */
  efforts: readonly string[]
}

const allEfforts = ["low", "medium", "high", "xhigh", "max"]

/**
 * The `thinking` values that each model accepts. Sources: the model cards of the Bedrock user guide, Anthropic's pages on adaptive and
 * extended thinking, and Bedrock errors quoted in public issues (run-llama/llama_index#23207 for Opus 5.5 with forced tools,
 * pensarai/apex#887 for Haiku 4.5). Anthropic documents that Sonnet 5.5 refuses forced tools. That Sonnet 4.6 refuses them during adaptive
 * thinking is a cautious reading of can1357/oh-my-pi#341.
 */
const families: Record<string, Family> = {
  "anthropic.claude-haiku-5-5": { types: ["adaptive", "disabled"], forcedTools: "taken", efforts: allEfforts },
  "anthropic.claude-sonnet-5-5": { types: ["adaptive", "between_tools"], forcedTools: "never", efforts: allEfforts },
  "anthropic.claude-opus-5-5": { types: ["adaptive"], forcedTools: "never", efforts: allEfforts },
  "anthropic.claude-sonnet-4-6": {
    types: ["adaptive", "disabled", "enabled"],
    forcedTools: "without thinking",
    efforts: ["low", "medium", "high", "max"],
  },
  "anthropic.claude-haiku-4-5-20251001-v1:0": { types: ["disabled", "enabled"], forcedTools: "without thinking", efforts: [] },
}
const noFamily: Family = { types: [], forcedTools: "taken", efforts: [] }

const display = v.optional(v.picklist(["summarized", "omitted"]))
const shapes = {
  adaptive: v.strictObject({ type: v.literal("adaptive"), display }),
  between_tools: v.strictObject({ type: v.literal("between_tools") }),
  disabled: v.strictObject({ type: v.literal("disabled") }),
  enabled: v.strictObject({ type: v.literal("enabled"), budget_tokens: v.pipe(v.number(), v.integer()), display }),
} as const

export type ThinkingRequest = {
  thinking: unknown
  effort: string | undefined
  toolChoice: ToolChoice | undefined
  maxTokens: number
  temperature: number | undefined
  topP: number | undefined
  topK: number | undefined
  /** The last message is a prefilled answer. */
  prefill: boolean
}

/**
 * Validates `thinking`, the effort and the related parameters against the model.
 * @returns the reasoning that an answer shows; `undefined` if the request did not enable thinking
 */
export function checkThinking(
  model: OfferedModel,
  request: ThinkingRequest,
  refusal: (message: string) => BedrockError,
): Reasoning | undefined {
  const family = families[model.baseId] ?? noFamily
  const thinking = request.thinking === undefined ? undefined : parseThinking(family, request.thinking, refusal)
  const thinks = thinking?.type === "enabled" || thinking?.type === "adaptive"
  checkEffort(family, thinking?.type, request.effort, refusal)
  checkForcedTools(family, thinks, request.toolChoice, refusal)
  if (thinking?.type === "enabled") checkBudget(thinking.budget_tokens, request, refusal)
  if (!thinks) return undefined
  // Models from 4.7 on, which also refuse `temperature`, omit the reasoning text unless the request asks for it.
  return thinking.display ?? (model.acceptsTemperature ? "summarized" : "omitted")
}

function parseThinking(family: Family, thinking: unknown, refusal: (message: string) => BedrockError) {
  if (family.types.length === 0) throw refusal("thinking: Extra inputs are not permitted")
  const type = typeof thinking === "object" && thinking !== null && "type" in thinking ? thinking.type : undefined
  const known = family.types.find((taken) => taken === type)
  if (known === undefined) {
    if (type === "enabled") {
      throw refusal(
        '"thinking.type.enabled" is not supported for this model. Use "thinking.type.adaptive" and "output_config.effort" to control thinking behavior.',
      )
    }
    if (type === "adaptive") throw refusal("adaptive thinking is not supported on this model")
    throw refusal(`thinking.type: Input should be ${family.types.map((taken) => `'${taken}'`).join(" or ")}`)
  }
  const result = v.safeParse(v.variant("type", [shapes.adaptive, shapes.between_tools, shapes.disabled, shapes.enabled]), thinking)
  if (result.success) return result.output
  const [issue] = result.issues
  const path = `thinking.${known}.${v.getDotPath(issue) ?? ""}`
  if (issue.type === "strict_object" && issue.expected === "never") throw refusal(`${path}: Extra inputs are not permitted`)
  throw refusal(`${path}: ${issue.received === "undefined" ? "Field required" : `Input should be ${issue.expected ?? "valid"}`}`)
}

function checkEffort(
  { efforts }: Family,
  thinking: ThinkingType | undefined,
  effort: string | undefined,
  refusal: (message: string) => BedrockError,
): void {
  if (effort === undefined) return
  if (efforts.length === 0) throw refusal("This model does not support the effort parameter.")
  if (!efforts.includes(effort)) throw refusal(`output_config.effort: Input should be ${efforts.map((level) => `'${level}'`).join(" or ")}`)
  const capped = thinking === "disabled" || thinking === "between_tools"
  if (capped && allEfforts.indexOf(effort) > allEfforts.indexOf("high")) {
    throw refusal(`output_config.effort: '${effort}' needs thinking. Use effort 'high' or below, or enable thinking.`)
  }
}

function checkForcedTools(
  { forcedTools }: Family,
  thinks: boolean,
  choice: ToolChoice | undefined,
  refusal: (message: string) => BedrockError,
): void {
  if (choice?.kind !== "any" && choice?.kind !== "tool") return
  if (forcedTools === "never") throw refusal('tool_choice: type "tool" and "any" are not supported for this model.')
  if (forcedTools === "without thinking" && thinks) throw refusal("Thinking may not be enabled when tool_choice forces tool use.")
}

function checkBudget(budget: number, request: ThinkingRequest, refusal: (message: string) => BedrockError): void {
  const { maxTokens, temperature, topP, topK, prefill } = request
  if (budget < 1_024) throw refusal("thinking.enabled.budget_tokens: Input should be greater than or equal to 1024")
  if (budget >= maxTokens) throw refusal("`max_tokens` must be greater than `thinking.budget_tokens`.")
  if (temperature !== undefined && temperature !== 1) throw refusal("`temperature` may only be set to 1 when thinking is enabled.")
  if (topP !== undefined && topP < 0.95) {
    throw refusal("`top_p` must be greater than or equal to 0.95 or unset when thinking is enabled.")
  }
  if (topK !== undefined) throw refusal("`top_k` must be unset when thinking is enabled.")
  if (prefill) throw refusal("When thinking is enabled, the conversation must end with a user message.")
}
