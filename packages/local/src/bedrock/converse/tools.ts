import { validation } from "../bedrock-error.ts"
import type { PromptBuilder } from "../prompt/prompt.ts"
import type { ToolChoice, Tools } from "../prompt/tools.ts"
import type { ToolConfig } from "./request-schema.ts"

/** Validates the tools of a request, adds them to the prompt and returns them. */
export function readTools(prompt: PromptBuilder, config: ToolConfig): Tools {
  const specs: Tools["specs"] = []
  for (const [at, { toolSpec, cachePoint }] of config.tools.entries()) {
    if (cachePoint) prompt.cachePoint(cachePoint.ttl)
    if (!toolSpec) continue
    const { name, description, strict = false } = toolSpec
    const inputSchema = toolSpec.inputSchema.json ?? {}
    if (inputSchema.type !== "object") {
      throw validation(`The value at toolConfig.tools.${at}.toolSpec.inputSchema.json.type must be one of the following: object.`)
    }
    specs.push({ name, description, inputSchema, strict })
    prompt.tool(toolSpec)
  }
  return { specs, choice: choiceOf(config.toolChoice), parallel: true }
}

function choiceOf(given: ToolConfig["toolChoice"]): ToolChoice {
  if (given?.tool) return { kind: "tool", name: given.tool.name }
  return { kind: given?.any ? "any" : "auto" }
}
