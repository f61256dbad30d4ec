import { base64Bytes, documentText, type PromptContent, type PromptMessage } from "./content.ts"
import { estimateTokens } from "./token-estimate.ts"
import type { JsonSchema, Tools } from "./tools.ts"

/** One block of the prompt, in the order in which the model reads it. A cache point may follow it. */
export type PromptBlock = {
  owner: "tools" | "system" | "user" | "assistant"
  text: string
  /** Set where tokens do not follow from the text, as for images. */
  tokens?: number
  cachePoint?: { seconds: number }
}

/** The reasoning that the model returns before an answer: a text, or only its signature. */
export type Reasoning = "summarized" | "omitted"

/** A validated request, the same for Converse and Claude's Messages format. */
export type Prompt = {
  system: string
  messages: PromptMessage[]
  blocks: PromptBlock[]
  maxTokens: number
  stopSequences: string[]
  temperature?: number | undefined
  topP?: number | undefined
  topK?: number | undefined
  tools?: Tools | undefined
  outputSchema?: { name: string; schema: JsonSchema } | undefined
  reasoning?: Reasoning | undefined
}

export const cacheSeconds = { "5m": 300, "1h": 3_600 } as const
export type CacheTtl = keyof typeof cacheSeconds

/** Tokens of one image: the maximum for a Claude model before 4.7. The endpoint does not count pixels. */
const imageTokens = 1_568
/** Tokens of one PDF page with its text and its image. Source: the PDF support page of Anthropic's documentation. */
const pdfPageTokens = 2_300

/** Collects the system text and the messages of a prompt, block by block. */
export class PromptBuilder {
  readonly blocks: PromptBlock[] = []
  readonly messages: PromptMessage[] = []
  readonly #system: string[] = []

  get systemText(): string {
    return this.#system.join("\n\n")
  }

  /** Tool definitions precede the system text, both for the model and for cache points. */
  tool(spec: object): void {
    this.blocks.push({ owner: "tools", text: JSON.stringify(spec) })
  }

  system(text: string): void {
    this.#system.push(text)
    this.blocks.push({ owner: "system", text })
  }

  /** Starts a message; `add` appends blocks to it. */
  message(role: PromptMessage["role"]): void {
    this.messages.push({ role, content: [] })
  }

  add(content: PromptContent): void {
    const message = this.messages.at(-1)
    if (!message) return
    message.content.push(content)
    this.blocks.push({ owner: message.role, ...countable(content) })
  }

  /** A block that only counts as tokens, such as reasoning of an earlier turn. No responder reads it. */
  count(text: string): void {
    const message = this.messages.at(-1)
    if (message) this.blocks.push({ owner: message.role, text })
  }

  /** The cached prefix ends with the previous block. A cache point without a previous block has no effect. */
  cachePoint(ttl: CacheTtl = "5m"): void {
    const last = this.blocks.at(-1)
    if (last) last.cachePoint = { seconds: cacheSeconds[ttl] }
  }
}

function countable(content: PromptContent): { text: string; tokens?: number } {
  if (content.kind === "text") return { text: content.text }
  if (content.kind === "image") return { text: content.base64, tokens: imageTokens }
  if (content.kind === "document") {
    const text = documentText(content)
    if (text !== undefined) return { text: `${content.name}\n${text}` }
    return { text: "base64" in content ? content.base64 : "", tokens: fileTokens(content) }
  }
  if (content.kind === "toolUse") return { text: `${content.name}\n${JSON.stringify(content.input)}` }
  const parts = content.content.map(countable)
  return { text: parts.map(({ text }) => text).join("\n"), tokens: sum(parts.map(({ text, tokens }) => tokens ?? estimateTokens(text))) }
}

function fileTokens(document: PromptContent & { kind: "document" }): number {
  const base64 = "base64" in document ? document.base64 : ""
  if (document.format !== "pdf") return estimateTokens(" ".repeat(Math.min(1_000_000, base64Bytes(base64) / 10)))
  const pages =
    Buffer.from(base64, "base64")
      .toString("latin1")
      .match(/\/Type\s*\/Page(?!s)/g)?.length ?? 1
  return pages * pdfPageTokens
}

const sum = (numbers: number[]): number => numbers.reduce((total, number) => total + number, 0)
