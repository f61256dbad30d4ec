import { validation } from "../../bedrock-error.ts"
import {
  type DocumentContent,
  documentText,
  type ImageContent,
  type PromptMessage,
  type ToolResultContent,
  textOf,
} from "../../prompt/content.ts"
import type { ToolChoice, Tools } from "../../prompt/tools.ts"
import type { ResponderRequest } from "../../responder.ts"

/**
 * A request for OpenAI's chat completions. It has no stop sequences: the endpoint applies them, because a server does not report which one
 * ended an answer.
 */
export function chatRequest(model: string, request: ResponderRequest): object {
  const { system, messages, maxTokens, temperature, topP, topK, tools, outputSchema } = request
  return {
    model,
    messages: [...(system === "" ? [] : [{ role: "system", content: system }]), ...messages.flatMap(chatMessages)],
    max_tokens: maxTokens,
    ...(temperature !== undefined && { temperature }),
    ...(topP !== undefined && { top_p: topP }),
    // An extension that Ollama, llama.cpp and vLLM accept. Other servers refuse it by name.
    ...(topK !== undefined && { top_k: topK }),
    ...(tools && toolFields(tools)),
    ...(outputSchema && {
      response_format: { type: "json_schema", json_schema: { name: outputSchema.name, schema: outputSchema.schema, strict: true } },
    }),
    stream: true,
    stream_options: { include_usage: true },
  }
}

function toolFields({ specs, choice, parallel }: Tools): object {
  return {
    tools: specs.map(({ name, description, inputSchema, strict }) => ({
      type: "function",
      function: { name, ...(description !== undefined && { description }), parameters: inputSchema, ...(strict && { strict }) },
    })),
    tool_choice: toolChoice(choice),
    ...(!parallel && { parallel_tool_calls: false }),
  }
}

function toolChoice(choice: ToolChoice): unknown {
  if (choice.kind === "tool") return { type: "function", function: { name: choice.name } }
  return choice.kind === "any" ? "required" : choice.kind
}

/** A message with tool results becomes one message for each result, followed by the rest of the user's content. */
function chatMessages(message: PromptMessage): object[] {
  if (message.role === "assistant") return [assistantMessage(message)]
  const results = message.content.filter((part) => part.kind === "toolResult")
  const files = results.flatMap(({ content }) => content.filter((part) => part.kind === "image"))
  const rest = [...files, ...message.content.filter((part) => part.kind !== "toolResult" && part.kind !== "toolUse")]
  return [...results.map(toolMessage), ...(rest.length > 0 ? [{ role: "user", content: userContent(rest) }] : [])]
}

function assistantMessage(message: PromptMessage): object {
  const calls = message.content.filter((part) => part.kind === "toolUse")
  const text = textOf(message)
  return {
    role: "assistant",
    content: text === "" && calls.length > 0 ? null : text,
    ...(calls.length > 0 && {
      tool_calls: calls.map(({ toolUseId, name, input }) => ({
        id: toolUseId,
        type: "function",
        function: { name, arguments: JSON.stringify(input) },
      })),
    }),
  }
}

/** The protocol has no failed results; the text states the failure. */
function toolMessage({ toolUseId, isError, content }: ToolResultContent): object {
  const texts = content.flatMap((part) => (part.kind === "text" ? [part.text] : part.kind === "document" ? [documentPart(part)] : []))
  return { role: "tool", tool_call_id: toolUseId, content: (isError ? "Error: " : "") + texts.join("\n\n") }
}

type UserPart = { kind: "text"; text: string } | ImageContent | DocumentContent

/** Plain text if the message has only text: every server accepts that. */
function userContent(parts: UserPart[]): unknown {
  const texts = parts.map((part) => (part.kind === "image" ? undefined : part.kind === "text" ? part.text : documentPart(part)))
  if (!texts.includes(undefined)) return texts.join("\n\n")
  return parts.map((part, index) =>
    part.kind === "image"
      ? { type: "image_url", image_url: { url: `data:image/${part.format};base64,${part.base64}` } }
      : { type: "text", text: texts[index] },
  )
}

function documentPart(document: DocumentContent): string {
  const text = documentText(document)
  if (text !== undefined) return `Document "${document.name}":\n\n${text}`
  throw validation(
    `A document of the format ${document.format} cannot be handed to the server at LOCAL_MODEL_URL, whose protocol takes texts and images.`,
  )
}
