import { createHash } from "node:crypto"
import * as v from "valibot"
import { type Content, textOf } from "./text.ts"
import { hasVisibleText } from "./visible-text.ts"

export const maxTextCharacters = 32_000

const textBlock = v.strictObject({
  text: v.pipe(
    v.string(),
    v.check(hasVisibleText, "must not be blank"),
    v.check((text) => text.isWellFormed(), "must be well-formed Unicode"),
  ),
})

/** What a person says: a list of text blocks, as in Bedrock's Converse. */
export const content = v.pipe(
  v.array(textBlock),
  v.minLength(1, "must hold at least one text"),
  v.maxLength(16, "must hold at most 16 texts"),
  v.check(
    (blocks) => textOf(blocks).length <= maxTextCharacters,
    // Made when it is needed: the first number that a process formats loads its language, 20 ms of a cold start.
    () => `must be at most ${maxTextCharacters.toLocaleString("en")} characters in all`,
  ),
)
/** SHA-256 of the content alone, so that a repeated POST is known by what the person said and by nothing else. */
export const contentHash = (blocks: Content): string =>
  createHash("sha256")
    .update(JSON.stringify(blocks.map((block) => block.text)))
    .digest("base64url")

export const utf8Bytes = (text: string): number => Buffer.byteLength(text, "utf8")
