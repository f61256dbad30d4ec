import * as v from "valibot"
import { BedrockError } from "../../bedrock-error.ts"
import type { Responder, ResponderEnd, ResponderPiece } from "../../responder.ts"
import { type Chunk, chunksOf } from "./chat-chunk.ts"
import { chatRequest } from "./chat-request.ts"
import { ToolCalls } from "./tool-calls.ts"

/**
 * A responder that calls any OpenAI-compatible server (Ollama, llama.cpp, vLLM, ...). `url` is with or without `/v1`. `modelName` defaults
 * to the first model in the server's list. Its errors become Bedrock's: no connection is ServiceUnavailableException, 429 is
 * ThrottlingException, the rest is ModelErrorException.
 */
export function openaiResponder({ url, modelName }: { url: string; modelName?: string }): Responder {
  const base = `${url.replace(/\/+$/, "").replace(/\/v1$/, "")}/v1`
  let model = modelName
  return {
    countsTokens: true,
    async *answer(request) {
      model ??= await firstModel(base, request.signal)
      const response = await ask(`${base}/chat/completions`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(chatRequest(model, request)),
        signal: request.signal,
      })
      yield* readAnswer(response, request.reasoning === "summarized")
    },
  }
}

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

const stopReasons: Record<string, ResponderEnd["stopReason"]> = {
  length: "max_tokens",
  tool_calls: "tool_use",
  function_call: "tool_use",
  content_filter: "content_filtered",
}

/** @param withReasoning whether the request asked for reasoning; if false, the answer omits it */
async function* readAnswer(response: Response, withReasoning: boolean): AsyncGenerator<ResponderPiece | ResponderEnd> {
  const calls = new ToolCalls()
  let finish: string | undefined
  let usage: Chunk["usage"]
  for await (const chunk of chunksOf(response)) {
    if (chunk.error !== undefined && chunk.error !== null) {
      throw new BedrockError("ModelErrorException", "The server at LOCAL_MODEL_URL failed in the middle of the answer.")
    }
    const [choice] = chunk.choices ?? []
    const reasoning = choice?.delta?.reasoning_content ?? choice?.delta?.reasoning
    if (withReasoning && reasoning) yield { reasoning }
    if (choice?.delta?.content) yield choice.delta.content
    yield* calls.take(choice?.delta?.tool_calls ?? [])
    finish = choice?.finish_reason ?? finish
    usage = chunk.usage ?? usage
  }
  if (finish === undefined) throw new BedrockError("ModelErrorException", "The server at LOCAL_MODEL_URL ended before its answer did.")
  yield* calls.finish()
  yield { stopReason: stopReasons[finish] ?? "end_turn", ...usageOf(usage) }
}

/** If a count is missing or null, the endpoint estimates all of them. */
function usageOf(usage: Chunk["usage"]): Pick<ResponderEnd, "usage"> {
  const { prompt_tokens: prompt, completion_tokens: completion } = usage ?? {}
  if (typeof prompt !== "number" || typeof completion !== "number") return {}
  const cached = usage?.prompt_tokens_details?.cached_tokens ?? 0
  return { usage: { inputTokens: prompt - cached, outputTokens: completion, cacheReadInputTokens: cached } }
}
