import { type BedrockError, validation } from "../bedrock-error.ts"
import type { DocumentContent, ImageContent, PromptContent, TextContent, ToolResultContent } from "../prompt/content.ts"
import { checkDocument, checkImage } from "../prompt/media.ts"
import type { PromptBuilder } from "../prompt/prompt.ts"
import type { ContentBlock } from "./content-schema.ts"
import { modelError } from "./model-error.ts"

type Role = "user" | "assistant"
type Image = NonNullable<ContentBlock["image"]>
type Document = NonNullable<ContentBlock["document"]>
type ResultBlock = NonNullable<ContentBlock["toolResult"]>["content"][number]

const onlyFor: Partial<Record<keyof ContentBlock, Role>> = {
  image: "user",
  document: "user",
  toolResult: "user",
  searchResult: "user",
  guardContent: "user",
  toolUse: "assistant",
  reasoningContent: "assistant",
}

/** Adds one content block to the prompt's last message. `at` is its path, such as `messages.0.content.1`. */
export function addContent(prompt: PromptBuilder, role: Role, block: ContentBlock, at: string): void {
  for (const [member, owner] of Object.entries(onlyFor)) {
    if (member in block && owner !== role) {
      throw validation(`The ContentBlock object at ${at} has the key ${member}, which belongs into a message of the role ${owner}.`)
    }
  }
  if (block.cachePoint) prompt.cachePoint(block.cachePoint.ttl)
  // Reasoning of earlier turns only counts as input tokens, as with Claude itself.
  else if (block.reasoningContent) prompt.count(JSON.stringify(block.reasoningContent))
  else for (const content of contentsOf(block, at)) prompt.add(content)
}

function contentsOf(block: ContentBlock, at: string): PromptContent[] {
  if (block.text !== undefined) return [text(notBlank(block.text, `ContentBlock object at ${at}`))]
  if (block.image) return [image(block.image, `${at}.image.source`)]
  if (block.document) return [document(block.document, `${at}.document.source`)]
  if (block.toolUse) return [{ kind: "toolUse", toolUseId: block.toolUse.toolUseId, name: block.toolUse.name, input: block.toolUse.input }]
  if (block.toolResult) return [toolResult(block.toolResult, at)]
  if (block.guardContent) return guarded(block.guardContent, at)
  if (block.searchResult) return [searchResult(block.searchResult, at)]
  return (block.citationsContent?.content ?? []).flatMap((part) => (part.text === undefined ? [] : [text(part.text)]))
}

/** The model also reads text that is marked for a guardrail. */
export function guarded(content: NonNullable<ContentBlock["guardContent"]>, at: string): (TextContent | ImageContent)[] {
  if (content.text) return [text(notBlank(content.text.text, `GuardrailConverseTextBlock object at ${at}.guardContent`))]
  return content.image ? [image(content.image, `${at}.guardContent.image.source`)] : []
}

function toolResult(block: NonNullable<ContentBlock["toolResult"]>, at: string): ToolResultContent {
  const isError = block.status === "error"
  if (isError && block.content.length === 0) {
    throw validation(`The content field at ${at}.toolResult cannot be empty when status value is error.`)
  }
  const content = block.content.map((part, index) => resultContent(part, `${at}.toolResult.content.${index}`))
  return { kind: "toolResult", toolUseId: block.toolUseId, isError, content }
}

function resultContent(part: ResultBlock, at: string): TextContent | ImageContent | DocumentContent {
  if (part.text !== undefined) return text(part.text)
  if (part.image) return image(part.image, `${at}.image.source`)
  if (part.document) return document(part.document, `${at}.document.source`)
  if (part.searchResult) return searchResult(part.searchResult, at)
  return text(JSON.stringify(part.json))
}

function image({ format, source }: Image, path: string): ImageContent {
  if (source.bytes === undefined) throw noS3(`${path}.s3Location`)
  checkImage(format, source.bytes, path, modelError)
  return { kind: "image", format, base64: source.bytes }
}

function document({ format, name, source, context, citations }: Document, path: string): DocumentContent {
  if (source.s3Location) throw noS3(`${path}.s3Location`)
  if (citations?.enabled) throw noCitations(path.replace(/\.source$/, ".citations"))
  const written = source.text ?? source.content?.map((part) => part.text ?? "").join("\n\n")
  const about = context === undefined ? "" : `${context}\n\n`
  if (written !== undefined) return { kind: "document", format, name, text: about + written }
  const base64 = source.bytes ?? ""
  checkDocument(format, base64, path, modelError)
  if (context !== undefined)
    throw validation(`The field ${path.replace(/\.source$/, ".context")} beside bytes is not supported by the local Bedrock endpoint.`)
  return { kind: "document", format, name, base64 }
}

function searchResult({ source, title, content, citations }: NonNullable<ContentBlock["searchResult"]>, at: string): TextContent {
  if (citations?.enabled) throw noCitations(`${at}.searchResult.citations`)
  return text([`${title} (${source})`, ...content.map((part) => part.text)].join("\n\n"))
}

// Claude models accept bytes only: Bedrock answers an S3 location with a ValidationException (aws-samples/generative-ai-use-cases#1334).
const noS3 = (path: string): BedrockError =>
  validation(`The field ${path} is not supported by the local Bedrock endpoint, nor by Claude models on Bedrock. Send bytes.`)

const noCitations = (path: string): BedrockError =>
  validation(`The field ${path} is not supported by the local Bedrock endpoint: its answers hold no citations.`)

const text = (value: string): TextContent => ({ kind: "text", text: value })

export function notBlank(value: string, where: string): string {
  if (value.trim() === "") throw validation(`The text field in the ${where} is blank. Add text to the text field, and try again.`)
  return value
}
