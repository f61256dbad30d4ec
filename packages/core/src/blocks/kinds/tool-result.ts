import type { ToolResultContentBlock } from "@aws-sdk/client-bedrock-runtime"
import type { BlockOf } from "@parley/api/block.ts"
import type { OfferedModel } from "../../model/catalogue.ts"
import { tokenBound } from "../../model/token-bound.ts"
import { fenced } from "../fenced.ts"
import { type JsonValue, withoutEmptyKeys } from "../json.ts"
import type { FileBytes, Kind } from "../kind.ts"
import { converseImage, image, imageTokenBound } from "./image.ts"

type Part = BlockOf<"toolResult">["toolResult"]["content"][number]

const noOutput = "(no output)"

export const toolResult: Kind<"toolResult"> = {
  tokenBound: ({ toolResult: { toolUseId, content } }, model) =>
    tokenBound(JSON.stringify({ toolUseId, status: "success" })) +
    content.reduce((sum, part) => sum + partBound(part, model), tokenBound(noOutput)),
  toConverse({ toolResult: { toolUseId, content, status } }, { bytesOf }) {
    const parts = content.map((part) => conversePart(part, bytesOf))
    // Bedrock refuses an error without content.
    return { toolResult: { toolUseId, status, content: parts.length > 0 ? parts : [{ text: noOutput }] } }
  },
  toMarkdown: ({ toolResult: { content, status } }) =>
    [`*Result${status === "error" ? " (error)" : ""}*`, ...content.map(markdownOf)].join("\n\n"),
}

function partBound(part: Part, model: OfferedModel): number {
  if ("image" in part) return imageTokenBound(part.image, model)
  return tokenBound("text" in part ? part.text : JSON.stringify(part.json ?? null))
}

function conversePart(part: Part, bytesOf: FileBytes): ToolResultContentBlock {
  if ("text" in part) return { text: part.text }
  if ("json" in part) return { json: withoutEmptyKeys((part.json ?? null) as JsonValue) }
  const converted = converseImage(part.image, bytesOf)
  return converted ? { image: converted } : { text: "[An image that is no longer available]" }
}

function markdownOf(part: Part): string {
  if ("image" in part) return image.toMarkdown(part)
  return "text" in part ? fenced(part.text) : fenced(part.json, "json")
}
