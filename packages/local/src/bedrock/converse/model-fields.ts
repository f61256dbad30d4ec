import * as v from "valibot"
import { checkBetas } from "../models/anthropic-beta.ts"
import { type Tools, toolChoiceOf } from "../prompt/tools.ts"
import { modelError } from "./model-error.ts"

// Claude's own parameters that Converse has no member for. The model refuses any other field as an extra input.
const schema = v.strictObject({
  thinking: v.optional(v.unknown()),
  top_k: v.optional(v.pipe(v.number(), v.integer())),
  anthropic_beta: v.optional(v.array(v.string()), []),
  output_config: v.optional(
    v.strictObject({
      effort: v.optional(v.string()),
      format: v.optional(v.strictObject({ type: v.literal("json_schema"), schema: v.unknown() })),
    }),
    {},
  ),
  tool_choice: v.optional(
    v.variant("type", [
      v.strictObject({ type: v.picklist(["auto", "any"]), disable_parallel_tool_use: v.optional(v.boolean(), false) }),
      v.strictObject({ type: v.literal("tool"), name: v.string(), disable_parallel_tool_use: v.optional(v.boolean(), false) }),
      v.strictObject({ type: v.literal("none") }),
    ]),
  ),
})

export type ModelFields = {
  thinking: unknown
  topK: number | undefined
  effort: string | undefined
  outputSchema: { schema: unknown } | undefined
  /** Overrides `toolConfig.toolChoice`. */
  toolChoice: Pick<Tools, "choice" | "parallel"> | undefined
}

/** Reads `additionalModelRequestFields`. */
export function readModelFields(fields: Record<string, unknown>): ModelFields {
  const result = v.safeParse(schema, fields)
  if (!result.success) {
    const [issue] = result.issues
    const path = v.getDotPath(issue) ?? ""
    if (issue.type === "strict_object" && issue.expected === "never") throw modelError(`${path}: Extra inputs are not permitted`)
    throw modelError(`${path}: ${issue.received === "undefined" ? "Field required" : `Input should be ${issue.expected ?? "valid"}`}`)
  }
  const { thinking, top_k: topK, anthropic_beta: betas, output_config: output, tool_choice: choice } = result.output
  checkBetas(betas, modelError)
  return { thinking, topK, effort: output.effort, outputSchema: output.format, toolChoice: choice && toolChoiceOf(choice) }
}
