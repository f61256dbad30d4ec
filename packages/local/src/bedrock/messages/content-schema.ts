import * as v from "valibot"
import { isBase64 } from "../prompt/media.ts"
import { unsupported } from "./shape.ts"

// The content of a Messages request, as Claude on Bedrock accepts it. Source: the parameter types of @anthropic-ai/sdk and the pages on
// Claude's request fields in the Bedrock user guide.

export const cacheControl = v.nullish(v.strictObject({ type: v.literal("ephemeral"), ttl: v.optional(v.picklist(["5m", "1h"])) }))
const cached = { cache_control: cacheControl }
const noCitations = v.nullish(
  v.strictObject({
    enabled: v.optional(
      v.pipe(
        v.boolean(),
        v.check((enabled) => !enabled, "citations are not supported by the local Bedrock endpoint"),
      ),
    ),
  }),
)

const base64 = v.pipe(v.string(), v.check(isBase64, "Invalid base64 data"))
const text = v.strictObject({ type: v.literal("text"), text: v.string(), ...cached, citations: v.nullish(v.array(v.looseObject({}))) })
const image = v.strictObject({
  type: v.literal("image"),
  source: v.variant("type", [
    v.strictObject({
      type: v.literal("base64"),
      media_type: v.picklist(["image/jpeg", "image/png", "image/gif", "image/webp"]),
      data: base64,
    }),
  ]),
  ...cached,
})
const document = v.strictObject({
  type: v.literal("document"),
  source: v.variant("type", [
    v.strictObject({ type: v.literal("base64"), media_type: v.literal("application/pdf"), data: base64 }),
    v.strictObject({ type: v.literal("text"), media_type: v.literal("text/plain"), data: v.string() }),
  ]),
  title: v.nullish(v.string()),
  context: v.nullish(v.string()),
  citations: noCitations,
  ...cached,
})
const searchResult = v.strictObject({
  type: v.literal("search_result"),
  source: v.string(),
  title: v.string(),
  content: v.array(text),
  citations: noCitations,
  ...cached,
})

const toolId = v.pipe(v.string(), v.regex(/^[a-zA-Z0-9_-]+$/))
const toolUse = v.strictObject({
  type: v.literal("tool_use"),
  id: toolId,
  name: v.pipe(v.string(), v.regex(/^[a-zA-Z0-9_-]{1,200}$/)),
  input: v.custom<Record<string, unknown>>((value) => typeof value === "object" && value !== null && !Array.isArray(value)),
  caller: v.optional(unsupported("It has no server tools.")),
  ...cached,
})
const toolResult = v.strictObject({
  type: v.literal("tool_result"),
  tool_use_id: toolId,
  content: v.nullish(v.union([v.string(), v.array(v.variant("type", [text, image, document, searchResult]))])),
  is_error: v.nullish(v.boolean()),
  ...cached,
})

const block = v.variant("type", [
  text,
  image,
  document,
  searchResult,
  toolUse,
  toolResult,
  v.strictObject({ type: v.literal("thinking"), thinking: v.string(), signature: v.string() }),
  v.strictObject({ type: v.literal("redacted_thinking"), data: v.string() }),
])
export type MessagesBlock = v.InferOutput<typeof block>
export type ToolResultBlock = v.InferOutput<typeof toolResult>

// A union would lose the path of an error inside a list. The string is turned into a list first.
export const textBlocks = v.pipe(v.unknown(), v.transform(asBlocks), v.array(text))
export const blocks = v.pipe(v.unknown(), v.transform(asBlocks), v.array(block))

function asBlocks(content: unknown): unknown {
  return typeof content === "string" ? [{ type: "text", text: content }] : content
}
