import { createHash } from "node:crypto"
import type { Block } from "@parley/api/block.ts"

/** Of all text blocks of a message together, in UTF-16 code units. */
export const maxTextCharacters = 32_000

/** SHA-256 of the content alone: a repeated POST is recognized by its content. */
export const contentHash = (blocks: readonly Block[]): string =>
  createHash("sha256")
    .update(JSON.stringify(blocks.map((block) => ("text" in block ? block.text : block))))
    .digest("base64url")

/** Equal for versions with the same question, different for an edited one. 8 characters of `contentHash`. */
export const questionHash = (blocks: readonly Block[]): string => contentHash(blocks).slice(0, 8)

export const utf8Bytes = (text: string): number => Buffer.byteLength(text, "utf8")
