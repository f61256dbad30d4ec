import * as v from "valibot"
import { blocks, cacheControl, textBlocks } from "./content-schema.ts"
import { unsupported } from "./shape.ts"

const tool = v.strictObject({
  type: v.nullish(
    v.pipe(
      v.string(),
      v.check((type) => type === "custom", "it is not supported by the local Bedrock endpoint, which has custom tools only"),
    ),
  ),
  name: v.pipe(v.string(), v.regex(/^[a-zA-Z0-9_-]{1,64}$/)),
  description: v.optional(v.string()),
  input_schema: v.looseObject({ type: v.literal("object") }),
  strict: v.nullish(v.boolean()),
  cache_control: cacheControl,
})
export type MessagesTool = v.InferOutput<typeof tool>

const parallel = { disable_parallel_tool_use: v.optional(v.boolean(), false) }
const toolChoice = v.variant("type", [
  v.strictObject({ type: v.picklist(["auto", "any"]), ...parallel }),
  v.strictObject({ type: v.literal("tool"), name: v.string(), ...parallel }),
  v.strictObject({ type: v.literal("none") }),
])

/** The body of InvokeModel for Claude. The model id and the streaming mode are in the URL. */
export const messagesSchema = v.strictObject({
  anthropic_version: v.string(),
  anthropic_beta: v.optional(v.array(v.string()), []),
  max_tokens: v.pipe(v.number(), v.integer()),
  messages: v.array(v.strictObject({ role: v.picklist(["user", "assistant"]), content: blocks })),
  system: v.optional(textBlocks, []),
  temperature: v.optional(v.number()),
  top_p: v.optional(v.number()),
  top_k: v.optional(v.pipe(v.number(), v.integer())),
  stop_sequences: v.optional(v.array(v.string()), []),
  thinking: v.optional(v.unknown()),
  tools: v.optional(v.array(tool), []),
  tool_choice: v.optional(toolChoice),
  output_config: v.optional(
    v.strictObject({
      effort: v.optional(v.string()),
      format: v.nullish(v.strictObject({ type: v.literal("json_schema"), schema: v.unknown() })),
    }),
    {},
  ),
  metadata: v.optional(unsupported("It keeps no log of invocations.")),
})
export type MessagesBody = v.InferOutput<typeof messagesSchema>
