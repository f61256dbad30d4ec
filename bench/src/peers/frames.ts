import { maxTokens, modelId } from "./settings.ts"

// The lower bound: no signature, no checks, no retries. Only the work that is needed to get text out of the frames.
export const path = `/model/${encodeURIComponent(modelId)}/converse-stream`
export const bodyOf = (prompt: string): string =>
  JSON.stringify({ messages: [{ role: "user", content: [{ text: prompt }] }], inferenceConfig: { maxTokens } })

/** Parses event-stream frames: total length, length of the headers, checksum, headers, JSON, checksum. */
export function frameReader(onText?: (text: string) => void): (chunk: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0)
  return (chunk) => {
    let bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk
    while (bytes.length >= 12 && bytes.length >= bytes.readUInt32BE(0)) {
      const length = bytes.readUInt32BE(0)
      const start = 12 + bytes.readUInt32BE(4)
      const { delta } = JSON.parse(bytes.toString("utf8", start, length - 4)) as { delta?: { text?: string } }
      if (delta?.text) onText?.(delta.text)
      bytes = bytes.subarray(length)
    }
    rest = bytes
  }
}
