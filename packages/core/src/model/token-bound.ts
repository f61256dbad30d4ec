import { utf8Bytes } from "../content.ts"

// Not NFD and NFKD: no byte-level tokenizer with published files uses them, and a Korean text would count three times.
const tokenizerForms = ["NFC", "NFKC"] as const

/** The most bytes of UTF-8 that one UTF-16 code unit takes as it is written. */
export const bytesPerCodeUnit = 3

/** The most that normalization lengthens the UTF-8 of a text, as a factor (U+FDFA, 3 bytes, is 33 in NFKC). */
export const maxNormalizationGrowth = 11

/**
 * The most tokens that a text can have. A token of a byte-level tokenizer covers at least one byte of UTF-8, but of the text that the tokenizer
 * works on: it may have normalized it first, to NFC (Qwen) or NFKC (the only tokenizer that Anthropic has published), which can make it longer,
 * up to `maxNormalizationGrowth` times.
 */
export const tokenBound = (text: string): number =>
  Math.max(utf8Bytes(text), ...tokenizerForms.map((form) => utf8Bytes(text.normalize(form))))
