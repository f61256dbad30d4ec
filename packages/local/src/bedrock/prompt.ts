import type { PromptMessage } from "./responder.ts"

/** A text of the prompt in the order in which the model reads it; a cache point may follow it. */
export type PromptBlock = { owner: "system" | "user" | "assistant"; text: string; cachePoint?: { seconds: number } }

/** What Converse and Claude's Messages bodies have in common once they are checked. */
export type Prompt = {
  system: string
  messages: PromptMessage[]
  blocks: PromptBlock[]
  maxTokens: number
  stopSequences: string[]
}

export const cacheSeconds = { "5m": 300, "1h": 3_600 } as const

/** Collects a prompt block by block; images, documents and tools take part in a request but not in what a responder reads. */
export class PromptBuilder {
  readonly blocks: PromptBlock[] = []
  readonly messages: PromptMessage[] = []
  #system: string[] = []

  system(text: string): void {
    this.#system.push(text)
    this.blocks.push({ owner: "system", text })
  }

  message(role: PromptMessage["role"], texts: string[]): void {
    this.messages.push({ role, text: texts.join("\n\n") })
  }

  block(owner: PromptBlock["owner"], text: string): void {
    this.blocks.push({ owner, text })
  }

  /** The cached prefix ends with the block before; a cache point with nothing before it keeps nothing. */
  cachePoint(ttl: keyof typeof cacheSeconds = "5m"): void {
    const last = this.blocks.at(-1)
    if (last) last.cachePoint = { seconds: cacheSeconds[ttl] }
  }

  build(maxTokens: number, stopSequences: string[]): Prompt {
    return { system: this.#system.join("\n\n"), messages: this.messages, blocks: this.blocks, maxTokens, stopSequences }
  }
}
