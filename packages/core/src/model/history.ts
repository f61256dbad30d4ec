import type { ServerBlock } from "../blocks/block.ts"
import type { PromptMessage } from "../blocks/converse.ts"
import { joined } from "../blocks/joined.ts"
import { storedText } from "../blocks/stored.ts"
import { blocksBound } from "../blocks/token-bound.ts"
import type { Message } from "../entities/message.ts"
import { hasVisibleText } from "../visible-text.ts"
import type { OfferedModel } from "./catalogue.ts"
import { continuedBlocks } from "./continued-answer.ts"
import { pathEnd, pathLength, windowStart, windowStep } from "./history-window.ts"
import type { TokenUsage } from "./price.ts"
import { promptBlocks } from "./prompt-blocks.ts"
import { framingTokensPerMessage, type Instructions, instructionsBound } from "./request.ts"

/** A question and the parts of its answer, oldest first. An answer that was cut off and continued has several parts. */
export type PathTurn = { question: Message; answers: Message[] }

/** The turns before a new turn. */
export type PathHistory = {
  /** Newest first. */
  turns: PathTurn[]
  /** The oldest one is a first turn: nothing older exists. */
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
  /** The oldest turn in it. */
  firstTurnId: string | undefined
  /** The history of the next turn is likely to begin with the same turn. */
  isStable: boolean
  /** Where the path ends, in tokens from its root. */
  pathTokens: number
}

/**
 * Chooses the messages of a path for the prompt: whole turns only, `complete` or `stopped` with text, the newest ones in the window, oldest
 * first. An answer and what continued it are one message.
 * @param window the most tokens of them
 * @param tools those of the request: an answer that is continued has their calls and results
 */
export function chooseHistory(
  { turns, isWhole, continued }: PathHistory,
  model: OfferedModel,
  window: number,
  tools: Instructions["tools"],
): History {
  const path = turns.map((turn) => windowTurn(turn, model)).toReversed()
  const start = windowStart(path, window)
  const kept = path.slice(start)
  const chosen = kept.filter(({ whole }) => whole.length > 0)
  const messages = chosen.flatMap(({ question, whole }) => promptOf(question, joined(whole.map(promptBlocks))))
  const all = continued ? [...path, windowTurn(continued, model)] : path
  const isAll = isWhole && start === 0
  return {
    messages: continued ? [...messages, ...promptOf(continued.question, continuedBlocks(continued.answers, model, tools))] : messages,
    tokens: chosen.reduce((sum, { tokens }) => sum + tokens, 0),
    isWhole: isAll,
    firstTurnId: chosen[0]?.question.turnId,
    isStable: isAll || isShort(path.at(-1)?.tokens ?? 0, window),
    pathTokens: pathEnd(all, window),
  }
}

/** Turns longer than a step of the window move it each time. */
const isShort = (tokens: number, window: number): boolean => pathLength(tokens, window) <= windowStep(window)

/** A turn as the window counts it. `whole`: the parts of its answer that the model gets. */
function windowTurn({ question, answers }: PathTurn, model: OfferedModel) {
  const whole = wholePart(answers)
  const tokens = whole.length > 0 ? turnBound({ question, answers: whole }, model) : 0
  return { question, whole, tokens, pathTokens: answers.at(-1)?.pathTokens }
}

/**
 * Whether a cache point after the history pays. The prefix has to be able to reach the shortest length that the model keeps, and to begin
 * the same next time: what is written to the cache costs a quarter more.
 */
export const isCacheable = (
  { messages, tokens, isStable }: History,
  { cacheMinTokens }: OfferedModel,
  instructions: Instructions,
): boolean => isStable && messages.length > 0 && cacheMinTokens !== undefined && instructionsBound(instructions) + tokens >= cacheMinTokens

/** The place of an answer on its path: the end of the path in tokens, and the first turn of the prompt if older turns were left out. */
export type PathPlace = { pathTokens: number; historyFrom?: string }

type Answered = { turnId: string; contentTokens: number; content: Message["content"]; usage: TokenUsage | undefined }

/**
 * The place of an answer after its history.
 * @param contentTokens an upper bound of the last message of the prompt
 * @param usage what the model reported of all its calls; absent if a report is missing
 */
export function placeAfter(past: History, answered: Answered, model: OfferedModel, contextTokens: number): PathPlace {
  const { turnId, contentTokens, content, usage } = answered
  const answerBound = blocksBound(promptBlocks({ content }), model)
  const answerTokens = Math.min(answerBound, usage?.outputTokens ?? answerBound)
  const tokens = Math.min(contentTokens, usage ? promptTokensOf(usage) : contentTokens) + answerTokens + 2 * framingTokensPerMessage
  const pathTokens = past.pathTokens + pathLength(tokens, contextTokens)
  return past.isWhole ? { pathTokens } : { pathTokens, historyFrom: past.firstTurnId ?? turnId }
}

const promptOf = (question: Message, answer: ServerBlock[]): PromptMessage[] => [
  { role: "user", content: promptBlocks(question) },
  { role: "assistant", content: answer },
]

/** The parts of an answer up to the last one that the model or the person ended. None: the answer is not part of a prompt. */
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

function countedTokens(role: Message["role"], { usage, estimated, modelId, status }: Message, model: OfferedModel): number | undefined {
  if (!usage || estimated || modelId !== model.modelId || status !== "complete") return undefined
  if (role === "assistant") return usage.outputTokens
  return promptTokensOf(usage)
}

const promptTokensOf = ({ inputTokens, cacheReadInputTokens, cacheWriteInputTokens }: TokenUsage): number =>
  inputTokens + cacheReadInputTokens + cacheWriteInputTokens
