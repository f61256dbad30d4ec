/** The content of a validated message, the same for every request format. Media are base64 text, as on the wire. */
export type TextContent = { kind: "text"; text: string }
export type ImageContent = { kind: "image"; format: ImageFormat; base64: string }
/** A document contains the bytes of a file or plain text. */
export type DocumentContent = { kind: "document"; format: DocumentFormat; name: string } & ({ base64: string } | { text: string })
export type ToolUseContent = { kind: "toolUse"; toolUseId: string; name: string; input: unknown }
export type ToolResultContent = { kind: "toolResult"; toolUseId: string; isError: boolean; content: ResultContent[] }

type ResultContent = TextContent | ImageContent | DocumentContent
export type PromptContent = ResultContent | ToolUseContent | ToolResultContent
export type PromptMessage = { role: "user" | "assistant"; content: PromptContent[] }

export const imageFormats = ["png", "jpeg", "gif", "webp"] as const
export type ImageFormat = (typeof imageFormats)[number]
export const documentFormats = ["pdf", "csv", "doc", "docx", "xls", "xlsx", "html", "txt", "md"] as const
export type DocumentFormat = (typeof documentFormats)[number]

/** The text of a message, with an empty line between blocks. */
export const textOf = ({ content }: { content: PromptContent[] }): string =>
  content.flatMap((part) => (part.kind === "text" ? [part.text] : [])).join("\n\n")

const textFormats: readonly DocumentFormat[] = ["csv", "html", "txt", "md"]

/** The text of a document in a text format; `undefined` for PDF and office formats. */
export function documentText(document: DocumentContent): string | undefined {
  if ("text" in document) return document.text
  return textFormats.includes(document.format) ? Buffer.from(document.base64, "base64").toString("utf8") : undefined
}

/** The decoded size of base64 text, in bytes. */
export const base64Bytes = (base64: string): number => Math.floor((base64.replace(/=+$/, "").length * 3) / 4)
