import { crc32 } from "node:zlib"

export type Frame = { headers: Record<string, string>; payload: unknown }

/** Decodes AWS event-stream frames by their published layout, without the endpoint's own codec. Throws on a wrong length or checksum. */
export function decodeFrames(bytes: Buffer): Frame[] {
  const frames: Frame[] = []
  for (let at = 0; at < bytes.length; ) {
    const length = bytes.readUInt32BE(at)
    const frame = bytes.subarray(at, at + length)
    if (frame.length !== length) throw new Error("cut frame")
    if (crc32(frame.subarray(0, 8)) !== frame.readUInt32BE(8)) throw new Error("wrong checksum of the prelude")
    if (crc32(frame.subarray(0, -4)) !== frame.readUInt32BE(length - 4)) throw new Error("wrong checksum of the frame")
    const payloadAt = 12 + frame.readUInt32BE(4)
    frames.push({
      headers: decodeHeaders(frame.subarray(12, payloadAt)),
      payload: JSON.parse(frame.toString("utf8", payloadAt, length - 4)),
    })
    at += length
  }
  return frames
}

/** Name length (1 byte), name, type (7: string), value length (2 bytes), value. */
function decodeHeaders(bytes: Buffer): Record<string, string> {
  const headers: Record<string, string> = {}
  for (let at = 0; at < bytes.length; ) {
    const nameEnd = at + 1 + bytes.readUInt8(at)
    if (bytes.readUInt8(nameEnd) !== 7) throw new Error("a header that is no string")
    const valueEnd = nameEnd + 3 + bytes.readUInt16BE(nameEnd + 1)
    headers[bytes.toString("utf8", at + 1, nameEnd)] = bytes.toString("utf8", nameEnd + 3, valueEnd)
    at = valueEnd
  }
  return headers
}
