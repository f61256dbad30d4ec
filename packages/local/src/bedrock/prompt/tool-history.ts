import type { PromptMessage, ToolResultContent, ToolUseContent } from "./content.ts"

/** The differences between the tool calls of a message and the results in the next one. */
export type ToolMismatch = { at: number; missing: string[]; foreign: string[] }

/**
 * Compares every message's tool results with the tool calls of the previous message. A call in the last message needs no result yet.
 * @returns the first message that lacks a result or has a result without a call
 */
export function toolMismatch(messages: PromptMessage[]): ToolMismatch | undefined {
  for (const [at, message] of messages.entries()) {
    const called = toolUses(messages[at - 1]).map(({ toolUseId }) => toolUseId)
    const answered = toolResults(message).map(({ toolUseId }) => toolUseId)
    const missing = called.filter((id) => !answered.includes(id))
    const foreign = answered.filter((id, index) => !called.includes(id) || answered.indexOf(id) !== index)
    if (missing.length > 0 || foreign.length > 0) return { at, missing, foreign }
  }
  return undefined
}

export const toolUses = (message: PromptMessage | undefined): ToolUseContent[] =>
  (message?.content ?? []).filter((content) => content.kind === "toolUse")

export const toolResults = (message: PromptMessage | undefined): ToolResultContent[] =>
  (message?.content ?? []).filter((content) => content.kind === "toolResult")
