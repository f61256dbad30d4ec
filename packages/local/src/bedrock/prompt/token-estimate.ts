/** What one token is taken for. Claude's tokenizer is not public; what matters here is a plausible figure below the text's bytes. */
export const bytesPerToken = 4

/** Tokens of a text, estimated from its UTF-8 bytes; never fewer than one. */
export const estimateTokens = (text: string): number => Math.max(1, Math.ceil(Buffer.byteLength(text) / bytesPerToken))

/** The longest beginning of a text that fits into so many UTF-8 bytes and does not end inside a character. */
export function fitBytes(text: string, bytes: number): string {
  // No UTF-16 unit needs more than three bytes.
  if (text.length * 3 <= bytes) return text
  const encoded = Buffer.from(text)
  if (encoded.length <= bytes) return text
  let end = bytes
  // Bytes of the form 10xxxxxx continue a character: step back to the start of the one that does not fit.
  while (end > 0 && ((encoded[end] ?? 0) & 0xc0) === 0x80) end--
  return encoded.toString("utf8", 0, end)
}
