import { utf8Bytes } from "../content.ts"
import type { OfferedModel } from "./catalogue.ts"
import { type NanoDollars, worstCaseCost } from "./price.ts"
import { tokenBound } from "./token-bound.ts"

/** A tool that the model may call, as Converse describes it (`toolSpec`). `inputSchema` is a JSON schema. */
export type ToolDefinition = { name: string; description: string; inputSchema: { [key: string]: JsonValue } }
type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue }

/** The system prompt of a request and the tools it offers. */
export type Instructions = { system: string; tools: readonly ToolDefinition[] }

/** The sizes of a request's parts. They are known before the history is chosen, and give the reservation. */
export type RequestSize = {
  instructions: Instructions
  /** The most tokens of the last message. */
  contentTokens: number
  /** The most tokens of the history. */
  historyTokens: number
  /** The most tokens of the answer. */
  maxTokens: number
}

/** Role marks and other framing that Bedrock counts beside the text: a few tokens per message, bounded far above. */
const framingTokens = 256
/** The same for each message whose number is not bounded. */
export const framingTokensPerMessage = 8
/**
 * The most tokens that a request with tools adds to the system prompt. The largest published count is 530 tokens. Source: Anthropic's
 * documentation of tool use, pricing.
 */
const toolFramingTokens = 1_024

/** The most tokens of a system prompt and the definitions of tools. */
export const instructionsBound = ({ system, tools }: Instructions): number =>
  tokenBound(system) + (tools.length === 0 ? 0 : toolFramingTokens + tools.reduce((sum, tool) => sum + utf8Bytes(JSON.stringify(tool)), 0))

/** The most prompt tokens of a request. */
export const promptTokenBound = ({ instructions, contentTokens, historyTokens }: Omit<RequestSize, "maxTokens">): number =>
  instructionsBound(instructions) + contentTokens + framingTokens + historyTokens

/** The most that a request can cost. */
export const requestCost = (model: OfferedModel, size: RequestSize): NanoDollars =>
  worstCaseCost(model, promptTokenBound(size), size.maxTokens)
