/** UTF-8 bytes of one token. Claude's tokenizer is not public; the estimate only has to be plausible and below the text's bytes. */
export const bytesPerToken = 4

/** Tokens of a text, estimated from its UTF-8 bytes; at least one. */
export const estimateTokens = (text: string): number => Math.max(1, Math.ceil(Buffer.byteLength(text) / bytesPerToken))

/** The longest prefix of a text that fits into this number of UTF-8 bytes and does not split a character. */
export function fitBytes(text: string, bytes: number): string {
  // A UTF-16 code unit needs at most three bytes.
  if (text.length * 3 <= bytes) return text
  const encoded = Buffer.from(text)
  if (encoded.length <= bytes) return text
  let end = bytes
  // Bytes of the form 10xxxxxx continue a character: step back to the start of the character that does not fit.
  while (end > 0 && ((encoded[end] ?? 0) & 0xc0) === 0x80) end--
  return encoded.toString("utf8", 0, end)
}
