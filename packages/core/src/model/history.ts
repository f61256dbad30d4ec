import type { ServerBlock } from "../blocks/block.ts"
import type { PromptMessage } from "../blocks/converse.ts"
import { joined } from "../blocks/joined.ts"
import { blocksOf, storedText } from "../blocks/stored.ts"
import { blocksBound } from "../blocks/token-bound.ts"
import type { Message } from "../entities/message.ts"
import { hasVisibleText } from "../visible-text.ts"
import type { OfferedModel } from "./catalogue.ts"
import { systemPrompt } from "./system-prompt.ts"
import { tokenBound } from "./token-bound.ts"

/** How many of the newest messages of a path are read. */
export const historyMessages = 60
const framingTokensPerMessage = 8

/** A question and its answer, oldest part first: an answer that was cut off may have been continued. */
export type PathTurn = { question: Message; answers: Message[] }

/** The turns before one that begins. */
export type PathHistory = {
  /** Newest first. */
  turns: PathTurn[]
  /** They begin with a first turn: nothing older exists. */
  isWhole: boolean
  /** The answer that the turn continues. The prompt contains it whatever its length. */
  continued?: PathTurn
}

export type History = {
  messages: PromptMessage[]
  /** An upper bound, without the answer that is continued. */
  tokens: number
  /** It contains the whole path: no older turn was left out. */
  isWhole: boolean
}

/**
 * Chooses the messages of a path for the prompt: whole turns only, `complete` or `stopped` with text, the newest ones that fit `contextTokens`
 * together, oldest first. An answer and what continued it are one message.
 */
export function chooseHistory({ turns, isWhole, continued }: PathHistory, model: OfferedModel, contextTokens: number): History {
  const chosen: History = { messages: [], tokens: 0, isWhole }
  for (const { question, answers } of turns) {
    const whole = wholePart(answers)
    if (whole.length === 0) continue
    const tokens = turnBound({ question, answers: whole }, model)
    if (chosen.tokens + tokens > contextTokens) {
      chosen.isWhole = false
      break
    }
    chosen.tokens += tokens
    chosen.messages.unshift(...promptOf(question, whole))
  }
  if (continued) chosen.messages.push(...promptOf(continued.question, continued.answers, { isCut: true }))
  return chosen
}

/**
 * Whether a cache point after the history pays. The prefix has to be able to reach the shortest length that the model keeps, and to begin
 * the same next time: once old turns fall off, what is written to the cache, at a quarter more, is never read.
 */
export const isCacheable = ({ messages, tokens, isWhole }: History, { cacheMinTokens }: OfferedModel): boolean =>
  isWhole && messages.length > 0 && cacheMinTokens !== undefined && tokenBound(systemPrompt) + tokens >= cacheMinTokens

/** An upper bound of the tokens of a turn that is continued. */
export const continuedBound = ({ question, answers }: PathTurn, model: OfferedModel): number =>
  [question, ...answers].reduce((sum, message) => sum + blocksBound(promptBlocks(message), model) + framingTokensPerMessage, 0)

function promptOf(question: Message, answers: Message[], { isCut = false } = {}): PromptMessage[] {
  const answer = joined(answers.map(promptBlocks))
  return [
    { role: "user", content: promptBlocks(question) },
    { role: "assistant", content: isCut ? withoutTrailingSpace(answer) : answer },
  ]
}

/**
 * What the model gets of a stored message. Without tools in the request Bedrock refuses their calls and results, and a model takes reasoning
 * back only within the loop of tools that it belongs to.
 */
const promptBlocks = ({ content }: Message): ServerBlock[] =>
  blocksOf(content).filter((block) => "text" in block || "image" in block || "document" in block)

function withoutTrailingSpace(blocks: ServerBlock[]): ServerBlock[] {
  const last = blocks.at(-1)
  return last && "text" in last ? [...blocks.slice(0, -1), { ...last, text: last.text.trimEnd() }] : blocks
}

/** An answer up to its last part that the model or the person ended. Empty: nothing of it goes into a prompt. */
function wholePart(answers: Message[]): Message[] {
  const end = answers.findLastIndex(
    ({ status, content }) => (status === "complete" || status === "stopped") && hasVisibleText(storedText(content)),
  )
  return answers.slice(0, end + 1)
}

/**
 * An upper bound of a turn's tokens: those of its blocks, or what the same model counted when that is less. A question's count is bounded by
 * the whole prompt it was sent with.
 */
function turnBound({ question, answers }: PathTurn, model: OfferedModel): number {
  const [first] = answers
  const bounds = answers.map((answer) => messageBound(answer, countedTokens("assistant", answer, model), model))
  return bounds.reduce((sum, tokens) => sum + tokens, messageBound(question, first && countedTokens("user", first, model), model))
}

function messageBound(message: Message, counted: number | undefined, model: OfferedModel): number {
  const bound = blocksBound(promptBlocks(message), model)
  return Math.min(bound, counted ?? bound) + framingTokensPerMessage
}

function countedTokens(role: Message["role"], { usage, modelId, status }: Message, model: OfferedModel): number | undefined {
  if (!usage || modelId !== model.modelId || status !== "complete") return undefined
  if (role === "assistant") return usage.outputTokens
  return usage.inputTokens + usage.cacheReadInputTokens + usage.cacheWriteInputTokens
}
