import {
  base64Bytes,
  type DocumentContent,
  type ImageContent,
  type PromptContent,
  type PromptMessage,
  textOf,
} from "../../prompt/content.ts"
import { toolResults, toolUses } from "../../prompt/tool-history.ts"

const quotedCharacters = 2_000

/** The tool results, if the last message contains any. */
export function describeResults(messages: PromptMessage[]): string | undefined {
  const results = toolResults(messages.at(-1))
  if (results.length === 0) return undefined
  const calls = toolUses(messages.at(-2))
  return results
    .map((result) => {
      const name = calls.find(({ toolUseId }) => toolUseId === result.toolUseId)?.name ?? result.toolUseId
      const text = textOf(result).slice(0, quotedCharacters)
      const said = result.isError ? "failed" : "answered"
      return [`The tool \`${name}\` ${said}:`, text && quote(text), describeAttachments(result)].filter(Boolean).join("\n\n")
    })
    .join("\n\n")
}

/** The images and documents of a message, by kind, format and size. */
export function describeAttachments({ content }: { content: PromptContent[] }): string | undefined {
  const files = content.filter((part) => part.kind === "image" || part.kind === "document").map(describe)
  return files.length > 0 ? `With it came ${listed(files)}, which nothing here can look at.` : undefined
}

function describe(file: ImageContent | DocumentContent): string {
  const bytes = "text" in file ? Buffer.byteLength(file.text) : base64Bytes(file.base64)
  const what = file.kind === "image" ? `${file.format.toUpperCase()} image` : `${file.format.toUpperCase()} document “${file.name}”`
  return `one ${what} of ${sizeOf(bytes)}`
}

const sizeOf = (bytes: number): string =>
  bytes < 1_000 ? `${bytes} bytes` : bytes < 1_000_000 ? `${Math.round(bytes / 1_000)} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`

const listed = (items: string[]): string => (items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`)

/** A code fence longer than any run of backticks in the text. */
function quote(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = "`".repeat(longest + 1)
  return `${fence}\n${text}\n${fence}`
}
