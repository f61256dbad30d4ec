import type { BedrockError } from "../bedrock-error.ts"
import type { JsonSchema, Tools } from "./tools.ts"

/** The schema of a structured answer. It excludes a forced tool call, which leaves no text. */
export function readOutputSchema(
  { name = "answer", schema }: { name?: string | undefined; schema: unknown },
  tools: Tools | undefined,
  refusal: (message: string) => BedrockError,
): { name: string; schema: JsonSchema } {
  if (typeof schema !== "object" || schema === null || Array.isArray(schema)) {
    throw refusal("output_config.format.schema: Input should be a valid dictionary")
  }
  if (tools && (tools.choice.kind === "any" || tools.choice.kind === "tool")) {
    throw refusal("output_config.format: it does not go with a tool_choice that forces a tool call")
  }
  return { name, schema: schema as JsonSchema }
}
