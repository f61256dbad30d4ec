import type { ContentBlock, Message } from "@aws-sdk/client-bedrock-runtime"
import { blockSeparator } from "../text.ts"
import type { ServerBlock } from "./block.ts"
import type { ConverseContext, FileBytes } from "./kind.ts"
import { kindOf } from "./kinds.ts"
import { unknownResult } from "./unknown-results.ts"

/** A message of the prompt. `cachePoint`: the model keeps the prompt up to its end. */
export type PromptMessage = { role: "user" | "assistant"; content: readonly ServerBlock[]; cachePoint?: boolean }

const fileAlone = "The message consists of the attached files."

/**
 * The messages of a Converse request. One answer of several steps becomes several messages: the results of tools come from the user. A call
 * without a stored result gets an error as its result, because Converse refuses a call without one. Messages of one role that follow each
 * other become one.
 */
export function converseMessages(messages: readonly PromptMessage[], bytesOf: FileBytes): Message[] {
  let documents = 0
  const context: ConverseContext = { bytesOf, nextDocument: () => ++documents }
  const converted: (Message & { content: ContentBlock[] })[] = []
  for (const { role, content, cachePoint } of messages) {
    for (const part of role === "user" ? [{ role, content }] : stepsOf(content)) {
      const blocks = contentBlocks(part.content, context)
      const before = converted.at(-1)
      if (before?.role === part.role) before.content.push(...blocks)
      else if (blocks.length > 0) converted.push({ role: part.role, content: blocks })
    }
    if (cachePoint) converted.at(-1)?.content.push({ cachePoint: { type: "default" } })
  }
  return converted
}

type Part = Pick<PromptMessage, "role"> & { content: ServerBlock[] }

/** An answer in turns of the model and of its tools: calls that follow each other are answered together. */
function stepsOf(content: readonly ServerBlock[]): Part[] {
  const parts: Part[] = []
  for (const block of content) {
    const role = "toolResult" in block ? "user" : "assistant"
    const last = parts.at(-1)
    if (last?.role === role) last.content.push(block)
    else parts.push({ role, content: [block] })
  }
  return parts.flatMap((part, index) => (part.role === "assistant" ? withResults(part, parts[index + 1]) : []))
}

/** A step of the model and the results of all of its calls, in the order of the calls. */
function withResults(step: Part, results: Part | undefined): Part[] {
  const calls = step.content.flatMap((block) => ("toolUse" in block ? [block.toolUse.toolUseId] : []))
  if (calls.length === 0) return [step]
  const content = calls.map(
    (toolUseId): ServerBlock =>
      results?.content.find((block) => "toolResult" in block && block.toolResult.toolUseId === toolUseId) ?? unknownResult(toolUseId),
  )
  return [step, { role: "user", content }]
}

/** Texts that follow each other become one, as everywhere. A document needs a text beside it. */
function contentBlocks(content: readonly ServerBlock[], context: ConverseContext): ContentBlock[] {
  const blocks: ContentBlock[] = []
  for (const block of content) {
    const converted = "unknown" in block ? undefined : kindOf(block).toConverse(block, context)
    const last = blocks.at(-1)
    if (converted?.text !== undefined && last?.text !== undefined) last.text += blockSeparator + converted.text
    else if (converted) blocks.push({ ...converted })
  }
  const isFileAlone = blocks.some((block) => block.document) && !blocks.some((block) => block.text !== undefined)
  return isFileAlone ? [...blocks, { text: fileAlone }] : blocks
}
