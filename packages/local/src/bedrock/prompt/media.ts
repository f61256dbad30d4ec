import type { BedrockError } from "../bedrock-error.ts"
import { base64Bytes, type DocumentFormat, type ImageFormat } from "./content.ts"

/**
 * Anthropic's limit for the base64 text of one image. Source: the vision page of its documentation. Bedrock returns the model's refusal.
 */
const maxImageBytes = 5 * 1_024 * 1_024
/** Bedrock's limit for one document. PDF files for Claude 4 and later are exempt. Source: the Converse pages of the Bedrock user guide. */
const maxDocumentBytes = 4_500_000

/** Whether a text is base64 as AWS and Anthropic accept it: padded, without line breaks, not empty. */
export const isBase64 = (text: string): boolean => text !== "" && text.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(text)

const signatures: Record<ImageFormat, (head: string) => boolean> = {
  png: (head) => head.startsWith("\x89PNG\r\n\x1a\n"),
  jpeg: (head) => head.startsWith("\xff\xd8\xff"),
  gif: (head) => head.startsWith("GIF8"),
  webp: (head) => head.startsWith("RIFF") && head.slice(8, 12) === "WEBP",
}

/** Refuses an image that is too large or whose bytes do not match its format. `path` is the path of its source in the request. */
export function checkImage(format: ImageFormat, base64: string, path: string, refusal: (message: string) => BedrockError): void {
  if (base64.length > maxImageBytes) {
    throw refusal(`${path}.base64: image exceeds 5 MB maximum: ${base64.length} bytes > ${maxImageBytes} bytes`)
  }
  const head = Buffer.from(base64.slice(0, 32), "base64").toString("latin1")
  if (signatures[format](head)) return
  const actual = (Object.keys(signatures) as ImageFormat[]).find((known) => signatures[known](head))
  if (actual === undefined) throw refusal("Could not process image")
  throw refusal(
    `${path}.base64: The image was specified using the image/${format} media type, but the image appears to be a image/${actual} image`,
  )
}

export function checkDocument(format: DocumentFormat, base64: string, path: string, refusal: (message: string) => BedrockError): void {
  if (format === "pdf") {
    if (!Buffer.from(base64.slice(0, 1_368), "base64").includes("%PDF-")) throw refusal("The PDF specified was not valid.")
  } else if (base64Bytes(base64) > maxDocumentBytes) {
    throw refusal(`${path}: document exceeds 4.5 MB maximum: ${base64Bytes(base64)} bytes > ${maxDocumentBytes} bytes`)
  }
}
