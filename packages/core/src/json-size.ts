import { utf8Bytes } from "./content.ts"

/** The UTF-8 bytes of a text inside a JSON string, with its escapes, without its quotes. */
export const jsonBytes = (text: string): number => utf8Bytes(JSON.stringify(text)) - 2

/** The longest start of a text that takes at most so many bytes of JSON. It never ends inside a surrogate pair. */
export function fittingStart(text: string, maxBytes: number): string {
  if (jsonBytes(text) <= maxBytes) return text
  let end = 0
  let bytes = 0
  for (const point of text) {
    bytes += jsonBytes(point)
    if (bytes > maxBytes) break
    end += point.length
  }
  return text.slice(0, end)
}
