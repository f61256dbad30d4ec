import * as v from "valibot"
import { cachePoint, contentBlock, systemBlock, toolName } from "./content-schema.ts"
import { jsonObject, struct, union, unsupported } from "./shape.ts"

// The shape of a Converse request without its content. Source: the service model of bedrock-runtime (2023-09-30) in botocore and in the AWS
// SDK.

const toolSpec = struct({
  name: toolName,
  description: v.optional(v.pipe(v.string(), v.minLength(1))),
  inputSchema: union("ToolInputSchema", { json: jsonObject }),
  strict: v.optional(v.boolean()),
})
const toolConfig = struct({
  tools: v.pipe(
    v.array(union("Tool", { toolSpec, systemTool: unsupported("Claude models have no system tools."), cachePoint })),
    v.minLength(1),
  ),
  toolChoice: v.optional(union("ToolChoice", { auto: struct({}), any: struct({}), tool: struct({ name: toolName }) })),
})
export type ToolConfig = v.InferOutput<typeof toolConfig>

const guardrailConfig = struct({
  guardrailIdentifier: v.optional(
    v.pipe(
      v.string(),
      v.maxLength(2_048),
      v.regex(/^(|([a-z0-9]+)|(arn:aws(-[^:]+)?:bedrock:[a-z0-9-]{1,20}:[0-9]{12}:guardrail\/[a-z0-9]+))$/),
    ),
  ),
  guardrailVersion: v.optional(v.pipe(v.string(), v.regex(/^(|([1-9][0-9]{0,7})|(DRAFT))$/))),
  trace: v.optional(v.picklist(["enabled", "disabled", "enabled_full"])),
  streamProcessingMode: v.optional(v.picklist(["sync", "async"])),
})

const outputConfig = struct({
  textFormat: v.optional(
    struct({
      type: v.literal("json_schema"),
      structure: union("OutputFormatStructure", {
        jsonSchema: struct({ schema: v.string(), name: v.optional(v.string()), description: v.optional(v.string()) }),
      }),
    }),
  ),
  effort: v.optional(v.string()),
})

const metadataText = /^[a-zA-Z0-9\s:_@$#=/+,\-.]*$/
const requestMetadata = v.pipe(
  v.record(
    v.pipe(v.string(), v.minLength(1), v.maxLength(256), v.regex(metadataText)),
    v.pipe(v.string(), v.maxLength(256), v.regex(metadataText)),
  ),
  v.minEntries(1),
  v.maxEntries(16),
)

const messages = v.array(struct({ role: v.picklist(["user", "assistant"]), content: v.array(contentBlock) }))
/** The fields that Converse and CountTokens for Converse share. */
const counted = {
  messages,
  system: v.optional(v.array(systemBlock), []),
  toolConfig: v.optional(toolConfig),
  additionalModelRequestFields: v.optional(jsonObject, {}),
}

export const converseSchema = struct({
  ...counted,
  inferenceConfig: v.optional(
    struct({
      maxTokens: v.optional(v.pipe(v.number(), v.integer())),
      temperature: v.optional(v.number()),
      topP: v.optional(v.number()),
      stopSequences: v.optional(v.pipe(v.array(v.pipe(v.string(), v.minLength(1))), v.maxLength(2_500)), []),
    }),
    {},
  ),
  guardrailConfig: v.optional(guardrailConfig),
  promptVariables: v.optional(unsupported("It belongs to the ARN of a prompt as model id, which the endpoint does not know.")),
  additionalModelResponseFieldPaths: v.optional(v.pipe(v.array(v.pipe(v.string(), v.minLength(1), v.maxLength(256))), v.maxLength(10)), []),
  requestMetadata: v.optional(requestMetadata),
  performanceConfig: v.optional(struct({ latency: v.optional(v.picklist(["standard", "optimized"])) })),
  serviceTier: v.optional(struct({ type: v.picklist(["priority", "default", "flex", "reserved"]) })),
  outputConfig: v.optional(outputConfig),
})
export type ConverseBody = v.InferOutput<typeof converseSchema>

export const countTokensConverseSchema = struct(counted)
