import type { Block } from "@parley/api/block.ts"
import type { ServerBlock } from "../blocks/block.ts"
import { joined } from "../blocks/joined.ts"
import { blocksOf } from "../blocks/stored.ts"
import { blocksBound } from "../blocks/token-bound.ts"
import { resultIds, unknownResults } from "../blocks/unknown-results.ts"
import type { Message } from "../entities/message.ts"
import type { OfferedModel } from "./catalogue.ts"
import { promptBlocks } from "./prompt-blocks.ts"
import { framingTokensPerMessage, type Instructions } from "./request.ts"

/** The last message of a request that continues an answer in the middle of its text. */
export const continueContent: Block[] = [{ text: "Your answer was cut off. Go on exactly where it stopped. Repeat nothing." }]

type Tools = Instructions["tools"]
type Turn = { question: Message; answers: readonly Message[] }

/**
 * The blocks of the answer that a request continues. A request with tools sends their calls, each with a result, and if the answer ends with one,
 * the reasoning of the same model that led there. White space at the end is left out, since models go on after it with another one.
 */
export function continuedBlocks(answers: readonly Message[], model: OfferedModel, tools: Tools): ServerBlock[] {
  if (tools.length === 0) return withoutOpenEnd(joined(answers.map(promptBlocks)))
  const blocks = withoutOpenEnd(joined(answers.map((answer) => sentBlocks(answer, model))))
  return endsWithTool(blocks) ? blocks : blocks.filter((block) => !("reasoning" in block))
}

/** The message after the answer that is continued. An answer that ends with a tool goes on with its result, without a further message. */
export const contentAfter = (answers: readonly Message[], model: OfferedModel, tools: Tools): Block[] =>
  endsWithTool(continuedBlocks(answers, model, tools)) ? [] : continueContent

/** An upper bound of the tokens of an answer that is continued, with its question and the message after it. */
export function continuedBound({ question, answers }: Turn, model: OfferedModel, tools: Tools): number {
  const blocks = continuedBlocks(answers, model, tools)
  const content = [...promptBlocks(question), ...blocks, ...contentAfter(answers, model, tools)]
  // Each call and each result can begin a message.
  const messages = 2 + answers.length + blocks.filter((block) => "toolUse" in block || "toolResult" in block).length
  return blocksBound(content, model) + messages * framingTokensPerMessage
}

/** A call that was not made is not sent: its input was cut off, or is no object. */
function sentBlocks({ content, modelId }: Message, model: OfferedModel): ServerBlock[] {
  const blocks = blocksOf(content)
  const results = resultIds(blocks)
  const notMade = new Set<string>()
  const sent = blocks.filter((block) => {
    if ("reasoning" in block) return modelId === model.modelId
    if ("toolResult" in block) return !notMade.has(block.toolResult.toolUseId)
    if (!("toolUse" in block)) return !("unknown" in block)
    const { toolUseId, input, status } = block.toolUse
    const isMade = isObject(input) && (status !== "failed" || results.has(toolUseId))
    if (!isMade) notMade.add(toolUseId)
    return isMade
  })
  return [...sent, ...unknownResults(sent)]
}

const isObject = (input: unknown): boolean => typeof input === "object" && input !== null && !Array.isArray(input)

function endsWithTool(blocks: readonly ServerBlock[]): boolean {
  const last = blocks.at(-1)
  return last !== undefined && "toolResult" in last
}

/** Bedrock refuses a text of white space alone. Reasoning at the end is not finished. */
function withoutOpenEnd(blocks: ServerBlock[]): ServerBlock[] {
  const last = blocks.at(-1)
  if (last && "reasoning" in last) return withoutOpenEnd(blocks.slice(0, -1))
  if (!last || !("text" in last)) return blocks
  const text = last.text.trimEnd()
  return text === "" && blocks.length > 1 ? withoutOpenEnd(blocks.slice(0, -1)) : [...blocks.slice(0, -1), { ...last, text }]
}
