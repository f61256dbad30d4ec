import { validation } from "../bedrock-error.ts"
import type { DocumentContent, ImageContent, ImageFormat, PromptContent, TextContent } from "../prompt/content.ts"
import { checkDocument, checkImage } from "../prompt/media.ts"
import type { PromptBuilder } from "../prompt/prompt.ts"
import type { MessagesBlock, ToolResultBlock } from "./content-schema.ts"

type MediaBlock = Extract<MessagesBlock, { type: "text" | "image" | "document" | "search_result" }>

const onlyFor: Partial<Record<MessagesBlock["type"], "user" | "assistant">> = {
  image: "user",
  document: "user",
  search_result: "user",
  tool_result: "user",
  tool_use: "assistant",
  thinking: "assistant",
  redacted_thinking: "assistant",
}

/** Adds one content block to the prompt's last message. `at` is its path, such as `messages.0.content.1`. */
export function addBlock(prompt: PromptBuilder, role: "user" | "assistant", block: MessagesBlock, at: string): void {
  const owner = onlyFor[block.type]
  if (owner !== undefined && owner !== role) throw validation(`${at}: \`${block.type}\` blocks can only be in \`${owner}\` messages`)
  // Reasoning of earlier turns only counts as input tokens, as with Claude itself.
  if (block.type === "thinking" || block.type === "redacted_thinking") {
    prompt.count(JSON.stringify(block))
    return
  }
  prompt.add(contentOf(block, at))
  if (block.cache_control) prompt.cachePoint(block.cache_control.ttl)
}

function contentOf(block: Exclude<MessagesBlock, { type: "thinking" | "redacted_thinking" }>, at: string): PromptContent {
  if (block.type === "tool_use") return { kind: "toolUse", toolUseId: block.id, name: block.name, input: block.input }
  if (block.type === "tool_result") return toolResult(block, at)
  if (block.type === "text") notBlank(block.text, "messages")
  return media(block, at)
}

function toolResult({ tool_use_id: toolUseId, content, is_error: isError }: ToolResultBlock, at: string): PromptContent {
  const parts = typeof content === "string" ? [{ type: "text" as const, text: content }] : (content ?? [])
  return {
    kind: "toolResult",
    toolUseId,
    isError: isError === true,
    content: parts.map((part, index) => media(part, `${at}.content.${index}`)),
  }
}

function media(block: MediaBlock, at: string): TextContent | ImageContent | DocumentContent {
  if (block.type === "text") return { kind: "text", text: block.text }
  if (block.type === "search_result") {
    return { kind: "text", text: [`${block.title} (${block.source})`, ...block.content.map(({ text }) => text)].join("\n\n") }
  }
  if (block.type === "image") {
    const format = block.source.media_type.slice("image/".length) as ImageFormat
    checkImage(format, block.source.data, `${at}.image.source`, validation)
    return { kind: "image", format, base64: block.source.data }
  }
  const { source } = block
  const name = block.title ?? "document"
  if (source.type === "text") {
    return { kind: "document", format: "txt", name, text: [block.context ?? "", source.data].filter(Boolean).join("\n\n") }
  }
  if (block.context) throw validation(`${at}.context: beside a PDF it is not supported by the local Bedrock endpoint.`)
  checkDocument("pdf", source.data, `${at}.document.source`, validation)
  return { kind: "document", format: "pdf", name, base64: source.data }
}

export function notBlank(text: string, where: string): string {
  if (text.trim() === "") throw validation(`${where}: text content blocks must contain non-whitespace text`)
  return text
}
