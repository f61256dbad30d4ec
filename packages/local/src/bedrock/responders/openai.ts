import { EventSourceParserStream } from "eventsource-parser/stream"
import * as v from "valibot"
import { BedrockError } from "../bedrock-error.ts"
import type { Responder, ResponderEnd, ResponderRequest } from "../responder.ts"

const chunkSchema = v.object({
  choices: v.optional(
    v.array(v.object({ delta: v.optional(v.object({ content: v.nullish(v.string()) })), finish_reason: v.nullish(v.string()) })),
    [],
  ),
  usage: v.nullish(
    v.object({
      prompt_tokens: v.number(),
      completion_tokens: v.number(),
      prompt_tokens_details: v.nullish(v.object({ cached_tokens: v.nullish(v.number()) })),
    }),
  ),
  error: v.optional(v.unknown()),
})

type Chunk = v.InferOutput<typeof chunkSchema>

/**
 * Lets any OpenAI-compatible server answer (Ollama, llama.cpp, vLLM, ...). `url` with or without `/v1`; `modelName` defaults to the first
 * model that the server lists. Its errors become Bedrock's: nobody there is ServiceUnavailableException, 429 ThrottlingException, the rest ModelErrorException.
 */
export function openaiResponder({ url, modelName }: { url: string; modelName?: string }): Responder {
  const base = `${url.replace(/\/+$/, "").replace(/\/v1$/, "")}/v1`
  let model = modelName
  return {
    countsTokens: true,
    async *answer(request) {
      model ??= await firstModel(base, request.signal)
      const response = await ask(`${base}/chat/completions`, { method: "POST", ...body(model, request), signal: request.signal })
      yield* readAnswer(response)
    },
  }
}

const body = (model: string, { system, messages, maxTokens }: ResponderRequest) => ({
  headers: { "content-type": "application/json" },
  body: JSON.stringify({
    model,
    messages: [
      ...(system === "" ? [] : [{ role: "system", content: system }]),
      ...messages.map(({ role, text }) => ({ role, content: text })),
    ],
    max_tokens: maxTokens,
    stream: true,
    stream_options: { include_usage: true },
  }),
})

async function firstModel(base: string, signal: AbortSignal): Promise<string> {
  const response = await ask(`${base}/models`, { signal })
  const list = v.safeParse(
    v.object({ data: v.tupleWithRest([v.object({ id: v.string() })], v.unknown()) }),
    await response.json().catch(() => undefined),
  )
  if (!list.success) throw new BedrockError("ModelErrorException", "The server at LOCAL_MODEL_URL lists no model; set LOCAL_MODEL_NAME.")
  return list.output.data[0].id
}

async function ask(url: string, init: RequestInit): Promise<Response> {
  const response = await fetch(url, init).catch(() => {
    throw new BedrockError(
      "ServiceUnavailableException",
      `Nothing answers at ${new URL(url).origin} (LOCAL_MODEL_URL). Is the model's server running?`,
    )
  })
  if (response.ok) return response
  if (response.status === 429) throw new BedrockError("ThrottlingException", "The server at LOCAL_MODEL_URL has too many requests.")
  const cause = v.safeParse(v.object({ error: v.object({ message: v.string() }) }), await response.json().catch(() => undefined))
  const reason = cause.success ? `: ${cause.output.error.message.slice(0, 200)}` : ""
  throw new BedrockError("ModelErrorException", `The server at LOCAL_MODEL_URL answered ${response.status}${reason}`)
}

async function* readAnswer(response: Response): AsyncGenerator<string | ResponderEnd> {
  let finish: string | undefined
  let usage: Chunk["usage"]
  for await (const chunk of chunksOf(response)) {
    if (chunk.error !== undefined)
      throw new BedrockError("ModelErrorException", "The server at LOCAL_MODEL_URL failed in the middle of the answer.")
    const [choice] = chunk.choices
    if (choice?.delta?.content) yield choice.delta.content
    finish = choice?.finish_reason ?? finish
    usage = chunk.usage ?? usage
  }
  if (finish === undefined) throw new BedrockError("ModelErrorException", "The server at LOCAL_MODEL_URL ended before its answer did.")
  const cached = usage?.prompt_tokens_details?.cached_tokens ?? 0
  yield {
    stopReason: finish === "length" ? "max_tokens" : "end_turn",
    ...(usage && {
      usage: { inputTokens: usage.prompt_tokens - cached, outputTokens: usage.completion_tokens, cacheReadInputTokens: cached },
    }),
  }
}

async function* chunksOf(response: Response): AsyncGenerator<Chunk> {
  const events = response.body?.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream())
  for await (const { data } of untilBroken(events ?? [])) {
    if (data === "[DONE]") return
    const chunk = v.safeParse(chunkSchema, parse(data))
    if (!chunk.success)
      throw new BedrockError("ModelErrorException", "The server at LOCAL_MODEL_URL sent something that is no chat completion.")
    yield chunk.output
  }
}

/** A connection that breaks is a stream that ends: whether the answer was over by then shows in what came. */
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
