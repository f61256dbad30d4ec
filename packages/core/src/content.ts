import { createHash } from "node:crypto"
import type { Block } from "@parley/api/block.ts"

/** Of all text blocks of a message together, in UTF-16 code units. */
export const maxTextCharacters = 32_000

/** SHA-256 of the content alone: a repeated POST is recognized by its content. */
export const contentHash = (blocks: readonly Block[]): string =>
  createHash("sha256")
    .update(JSON.stringify(blocks.map((block) => ("text" in block ? block.text : block))))
    .digest("base64url")

/** Tells the question of a version from that of another: equal for a further answer to the same question. 8 characters of `contentHash`. */
export const questionHash = (blocks: readonly Block[]): string => contentHash(blocks).slice(0, 8)

export const utf8Bytes = (text: string): number => Buffer.byteLength(text, "utf8")
