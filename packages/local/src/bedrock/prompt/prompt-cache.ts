import { createHash } from "node:crypto"
import type { OfferedModel } from "@parley/core/model/catalogue.ts"
import { cacheSeconds, type PromptBlock } from "./prompt.ts"
import { estimateTokens } from "./token-estimate.ts"

/** Prompt tokens by billing category; the three do not overlap. */
export type PromptTokens = { inputTokens: number; cacheReadInputTokens: number; cacheWriteInputTokens: number }

/** Bedrock adds a few tokens to each block. */
const tokensPerBlock = 4

/**
 * Remembers the prefixes that end in a cache point, by hash. A request reads the longest remembered prefix that ends at any of its blocks
 * up to its last cache point, and writes the rest up to that point. Prefixes shorter than the model's minimum are not kept.
 */
export class PromptCache {
  /** Hash of model and prefix -> expiry in epoch milliseconds. */
  readonly #expiries = new Map<string, number>()

  /** Counts a prompt's tokens and remembers its prefixes. */
  count(model: OfferedModel, blocks: PromptBlock[], now = Date.now()): PromptTokens {
    for (const [key, expiry] of this.#expiries) if (expiry <= now) this.#expiries.delete(key)

    const prefixes = prefixesOf(model, blocks)
    const total = prefixes.at(-1)?.tokens ?? 0
    const cacheable = model.cacheMinTokens ? prefixes.filter(({ tokens }) => tokens >= (model.cacheMinTokens ?? 0)) : []
    const last = cacheable.findLast(({ seconds }) => seconds !== undefined)
    if (!last) return { inputTokens: total, cacheReadInputTokens: 0, cacheWriteInputTokens: 0 }

    const upTo = cacheable.slice(0, cacheable.indexOf(last) + 1)
    const hit = upTo.findLast(({ key }) => this.#expiries.has(key))
    for (const { key, seconds = 0 } of upTo) {
      // A read extends the lifetime of a prefix.
      if (seconds === 0 && key !== hit?.key) continue
      this.#expiries.set(key, Math.max(this.#expiries.get(key) ?? 0, now + (seconds || cacheSeconds["5m"]) * 1_000))
    }
    const read = hit?.tokens ?? 0
    return { inputTokens: total - last.tokens, cacheReadInputTokens: read, cacheWriteInputTokens: last.tokens - read }
  }
}

/** Tokens of a whole prompt, without a cache. */
export const promptTokens = (blocks: PromptBlock[]): number => blocks.reduce((total, block) => total + tokensOf(block), 0)

const tokensOf = ({ text, tokens }: PromptBlock): number => (tokens ?? estimateTokens(text)) + tokensPerBlock

function prefixesOf(model: OfferedModel, blocks: PromptBlock[]): { key: string; tokens: number; seconds: number | undefined }[] {
  const hash = createHash("sha256").update(model.modelId)
  let tokens = 0
  return blocks.map((block) => {
    hash.update(`\0${block.owner}\0`).update(block.text)
    tokens += tokensOf(block)
    return { key: hash.copy().digest("base64"), tokens, seconds: block.cachePoint?.seconds }
  })
}
