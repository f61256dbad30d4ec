import { createHash } from "node:crypto"
import type { Content } from "./text.ts"

/** Of all text blocks of a message together, in UTF-16 code units. */
export const maxTextCharacters = 32_000

/** SHA-256 of the content alone: a repeated POST is recognized by its content. */
export const contentHash = (blocks: Content): string =>
  createHash("sha256")
    .update(JSON.stringify(blocks.map((block) => block.text)))
    .digest("base64url")

export const utf8Bytes = (text: string): number => Buffer.byteLength(text, "utf8")
