import type { BedrockError } from "../bedrock-error.ts"

/** The JSON Schema of a tool's input or of a structured answer. */
export type JsonSchema = Record<string, unknown>

export type ToolSpec = { name: string; description?: string | undefined; inputSchema: JsonSchema; strict: boolean }

/** The tools that the model may call. `any`: it must call one of them; `tool`: it must call the named one. */
export type ToolChoice = { kind: "auto" | "any" | "none" } | { kind: "tool"; name: string }

export type Tools = { specs: ToolSpec[]; choice: ToolChoice; parallel: boolean }

/** The tools that a forced choice allows; empty if the model may answer with text. */
export function forcedTools(tools: Tools | undefined): ToolSpec[] {
  if (!tools) return []
  const { specs, choice } = tools
  if (choice.kind === "any") return specs
  return choice.kind === "tool" ? specs.filter(({ name }) => name === choice.name) : []
}

/** Rules for tools in both request formats: names are unique, and a choice names an existing tool. */
export function checkTools({ specs, choice }: Tools, refusal: (message: string) => BedrockError): void {
  const names = specs.map(({ name }) => name)
  if (new Set(names).size !== names.length) throw refusal("tools: Tool names must be unique.")
  if (choice.kind === "tool" && !names.includes(choice.name)) throw refusal(`Tool '${choice.name}' not found in provided tools`)
  if (choice.kind === "any" && names.length === 0) throw refusal("tool_choice: 'any' needs at least one tool")
}

/** A `tool_choice` in Anthropic's format. */
type AnthropicToolChoice =
  | { type: "auto" | "any"; disable_parallel_tool_use: boolean }
  | { type: "tool"; name: string; disable_parallel_tool_use: boolean }
  | { type: "none" }

export function toolChoiceOf(given: AnthropicToolChoice): Pick<Tools, "choice" | "parallel"> {
  if (given.type === "none") return { choice: { kind: "none" }, parallel: true }
  const parallel = !given.disable_parallel_tool_use
  return { choice: given.type === "tool" ? { kind: "tool", name: given.name } : { kind: given.type }, parallel }
}
