import type { Block } from "@parley/api/block.ts"
import type { ServerBlock } from "../blocks/block.ts"
import { joined } from "../blocks/joined.ts"
import { unknownOutcome } from "../blocks/kinds/tool-result.ts"
import { blocksOf } from "../blocks/stored.ts"
import { blocksBound } from "../blocks/token-bound.ts"
import type { Message } from "../entities/message.ts"
import type { OfferedModel } from "./catalogue.ts"
import { promptBlocks } from "./prompt-blocks.ts"
import { framingTokensPerMessage, type Instructions } from "./request.ts"

/** The last message of a request that continues an answer in the middle of its text. */
export const continueContent: Block[] = [{ text: "Your answer was cut off. Go on exactly where it stopped. Repeat nothing." }]

type Tools = Instructions["tools"]
type Turn = { question: Message; answers: readonly Message[] }

/**
 * What the model gets of the answer that it continues: what it gets of each answer, and, if the request offers tools, their calls and results.
 * White space at the end is left out, since models go on after it with another one, and so is a call whose input was cut off.
 */
export function continuedBlocks(answers: readonly Message[], tools: Tools): ServerBlock[] {
  const blocks = tools.length === 0 ? answers.map(promptBlocks) : answers.map(({ content }) => blocksOf(content).filter(isTold))
  return withoutTrailingSpace(joined(blocks))
}

/** The message after the answer that is continued. An answer that ends with a tool goes on with its result, without a word of ours. */
export function contentAfter(answers: readonly Message[], tools: Tools): Block[] {
  const last = continuedBlocks(answers, tools).at(-1)
  return last && ("toolUse" in last || "toolResult" in last) ? [] : continueContent
}

/** An upper bound of the tokens of an answer that is continued, with its question and the message after it. */
export function continuedBound({ question, answers }: Turn, model: OfferedModel, tools: Tools): number {
  const blocks = continuedBlocks(answers, tools)
  const calls = blocks.filter((block) => "toolUse" in block)
  const results = blocks.filter((block) => "toolResult" in block).length
  // The prompt contains a result for each call, and each step is a message of its own.
  const unknown = calls.slice(results).map(({ toolUse: { toolUseId } }) => unknownResult(toolUseId))
  const messages = 1 + answers.length + 2 * calls.length
  const content = [...promptBlocks(question), ...blocks, ...unknown, ...contentAfter(answers, tools)]
  return blocksBound(content, model) + messages * framingTokensPerMessage
}

const unknownResult = (toolUseId: string): ServerBlock => ({
  toolResult: { toolUseId, content: [{ text: unknownOutcome }], status: "error" },
})

function isTold(block: ServerBlock): boolean {
  if ("toolUse" in block) return typeof block.toolUse.input === "object"
  return "text" in block || "image" in block || "document" in block || "toolResult" in block
}

/** Bedrock refuses a text of white space alone. */
function withoutTrailingSpace(blocks: ServerBlock[]): ServerBlock[] {
  const last = blocks.at(-1)
  if (!last || !("text" in last)) return blocks
  const text = last.text.trimEnd()
  return text === "" && blocks.length > 1 ? withoutTrailingSpace(blocks.slice(0, -1)) : [...blocks.slice(0, -1), { ...last, text }]
}
