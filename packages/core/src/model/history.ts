import type { ServerBlock } from "../blocks/block.ts"
import type { PromptMessage } from "../blocks/converse.ts"
import { blocksOf, storedText } from "../blocks/stored.ts"
import { blocksBound } from "../blocks/token-bound.ts"
import type { Message } from "../entities/message.ts"
import { hasVisibleText } from "../visible-text.ts"
import type { OfferedModel } from "./catalogue.ts"
import { systemPrompt } from "./system-prompt.ts"
import { tokenBound } from "./token-bound.ts"

/** How many of the newest messages are read: one page of one query, whatever the length of the conversation. */
export const historyMessages = 60
const framingTokensPerMessage = 8

export type History = {
  messages: PromptMessage[]
  /** An upper bound. */
  tokens: number
  /** It contains the whole conversation: no older turn was left out. */
  isWhole: boolean
}

/**
 * Chooses the messages of the conversation for the prompt: whole turns only, `complete` or `stopped` with text, the newest ones that fit
 * `contextTokens` together, oldest first.
 * @param newestFirst messages as the table returns them, without those of the turn that begins
 */
export function chooseHistory(newestFirst: Message[], model: OfferedModel, contextTokens: number): History {
  const chosen: History = { messages: [], tokens: 0, isWhole: newestFirst.length < historyMessages }
  for (const { user, assistant } of wholeTurns(newestFirst)) {
    const tokens = messageBound(user, assistant, model) + messageBound(assistant, assistant, model)
    if (chosen.tokens + tokens > contextTokens) return { ...chosen, isWhole: false }
    chosen.tokens += tokens
    chosen.messages.unshift({ role: "user", content: promptBlocks(user) }, { role: "assistant", content: promptBlocks(assistant) })
  }
  return chosen
}

/**
 * Whether a cache point after the history pays. The prefix has to be able to reach the shortest length that the model keeps, and to begin
 * the same next time: once old turns fall off, what is written to the cache, at a quarter more, is never read.
 */
export const isCacheable = ({ messages, tokens, isWhole }: History, { cacheMinTokens }: OfferedModel): boolean =>
  isWhole && messages.length > 0 && cacheMinTokens !== undefined && tokenBound(systemPrompt) + tokens >= cacheMinTokens

/**
 * What the model gets of a stored message. Without tools in the request Bedrock refuses their calls and results, and a model takes reasoning
 * back only within the loop of tools that it belongs to.
 */
const promptBlocks = ({ content }: Message): ServerBlock[] =>
  blocksOf(content).filter((block) => "text" in block || "image" in block || "document" in block)

type WholeTurn = { user: Message; assistant: Message }

function wholeTurns(newestFirst: Message[]): WholeTurn[] {
  const answers = new Map<string, Message>()
  const turns: WholeTurn[] = []
  for (const message of newestFirst) {
    if (message.role === "assistant") {
      const whole = message.status === "complete" || message.status === "stopped"
      if (whole && hasVisibleText(storedText(message.content))) answers.set(message.turnId, message)
    } else {
      const assistant = answers.get(message.turnId)
      if (assistant) turns.push({ user: message, assistant })
    }
  }
  return turns
}

/**
 * An upper bound of a stored message's tokens: that of its blocks, or what the same model counted when that is less.
 * A question's count is bounded by the whole prompt it was sent with.
 */
function messageBound(message: Message, answer: Message, model: OfferedModel): number {
  const bound = blocksBound(promptBlocks(message), model)
  const counted = answer.modelId === model.modelId && answer.status === "complete" ? countedTokens(message.role, answer) : undefined
  return Math.min(bound, counted ?? bound) + framingTokensPerMessage
}

function countedTokens(role: Message["role"], { usage }: Message): number | undefined {
  if (!usage) return undefined
  if (role === "assistant") return usage.outputTokens
  return usage.inputTokens + usage.cacheReadInputTokens + usage.cacheWriteInputTokens
}
