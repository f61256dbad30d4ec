import { EventSourceParserStream } from "eventsource-parser/stream"
import * as v from "valibot"
import { BedrockError } from "../../bedrock-error.ts"

// Servers send null in place of any field without a value.
const toolCall = v.object({
  index: v.nullish(v.number()),
  id: v.nullish(v.string()),
  function: v.nullish(v.object({ name: v.nullish(v.string()), arguments: v.nullish(v.string()) })),
})
const delta = v.object({
  content: v.nullish(v.string()),
  // DeepSeek, llama.cpp and vLLM name the field reasoning_content, Ollama and OpenRouter reasoning.
  reasoning_content: v.nullish(v.string()),
  reasoning: v.nullish(v.string()),
  tool_calls: v.nullish(v.array(toolCall)),
})
const chunkSchema = v.object({
  choices: v.nullish(v.array(v.object({ delta: v.nullish(delta), finish_reason: v.nullish(v.string()) }))),
  usage: v.nullish(
    v.object({
      prompt_tokens: v.nullish(v.number()),
      completion_tokens: v.nullish(v.number()),
      prompt_tokens_details: v.nullish(v.object({ cached_tokens: v.nullish(v.number()) })),
    }),
  ),
  error: v.nullish(v.unknown()),
})

export type Chunk = v.InferOutput<typeof chunkSchema>
export type ToolCallDelta = v.InferOutput<typeof toolCall>

/** The chunks of a streamed chat completion up to its end, or up to a broken connection. */
export async function* chunksOf(response: Response): AsyncGenerator<Chunk> {
  const events = response.body?.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream())
  for await (const { data } of untilBroken(events ?? [])) {
    if (data === "[DONE]") return
    const chunk = v.safeParse(chunkSchema, parse(data))
    if (!chunk.success) {
      throw new BedrockError("ModelErrorException", "The server at LOCAL_MODEL_URL sent something that is no chat completion.")
    }
    yield chunk.output
  }
}

/** A broken connection ends the stream. The chunks received so far tell whether the answer was complete. */
async function* untilBroken<Item>(items: AsyncIterable<Item> | Iterable<Item>): AsyncGenerator<Item> {
  try {
    yield* items
  } catch {}
}

function parse(data: string): unknown {
  try {
    return JSON.parse(data)
  } catch {
    return undefined
  }
}
