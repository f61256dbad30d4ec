import type { IncomingMessage } from "node:http"
import type { OfferedModel } from "@parley/core/model-catalogue.ts"
import { type AnswerEnd, answer } from "./answer.ts"
import type { AnswerFormat } from "./answer-format.ts"
import type { BedrockErrorName } from "./bedrock-error.ts"
import { controlPlane } from "./control-plane.ts"
import { converseAnswer } from "./converse-answer.ts"
import { readConverse } from "./converse-request.ts"
import { exceptionFrame } from "./frame.ts"
import { listen } from "./listener.ts"
import { messagesAnswer } from "./messages-answer.ts"
import { readMessages } from "./messages-request.ts"
import { checkPromptTokens, modelOf } from "./model-rules.ts"
import { operationOf } from "./operation.ts"
import type { Prompt } from "./prompt.ts"
import { PromptCache } from "./prompt-cache.ts"
import { asBedrockError, Reply } from "./reply.ts"
import { readJson } from "./request-body.ts"
import type { Responder } from "./responder.ts"

type Form = { read: (model: OfferedModel, json: unknown) => Prompt; format: AnswerFormat; streamed: boolean }

const forms: Record<ReturnType<typeof operationOf>["name"], Form> = {
  converse: { read: readConverse, format: converseAnswer, streamed: false },
  "converse-stream": { read: readConverse, format: converseAnswer, streamed: true },
  invoke: { read: readMessages, format: messagesAnswer, streamed: false },
  "invoke-with-response-stream": { read: readMessages, format: messagesAnswer, streamed: true },
}

export type BedrockEndpoint = {
  url: string
  /** Ends open streams at once. */
  close(): Promise<void>
}

/**
 * Serves Amazon Bedrock's runtime API, and what its control plane tells of models, on 127.0.0.1 for the models of the catalogue, over HTTP/2
 * without TLS and HTTP/1.1 on one port, so that any unchanged Bedrock client works with it. Credentials are not looked at. Port 0 takes any
 * free one; a taken one rejects with EADDRINUSE.
 */
export async function startBedrock({ port, responder }: { port: number; responder: Responder }): Promise<BedrockEndpoint> {
  const cache = new PromptCache()
  const { url, close } = await listen(port, (request, response) => {
    const reply = new Reply(response)
    serve(request, reply, responder, cache).catch((error: unknown) => fail(reply, error))
  })
  return { url, close }
}

async function serve(request: IncomingMessage, reply: Reply, responder: Responder, cache: PromptCache): Promise<void> {
  const known = controlPlane(request)
  if (known) return reply.json(known)
  const { name, modelId } = operationOf(request.method, request.url)
  const { read, format, streamed } = forms[name]
  const json = await readJson(request)
  const model = modelOf(modelId)
  const { system, messages, blocks, maxTokens, stopSequences } = read(model, json)
  const promptTokens = cache.count(model, blocks)
  checkPromptTokens(model, promptTokens)
  const pieces = answer({
    responder,
    request: { system, messages, modelId: model.modelId, maxTokens, signal: reply.gone },
    stopSequences,
    promptTokens,
  })
  if (!streamed) {
    const { text, end } = await whole(pieces)
    const { body, headers } = format.whole(model, text, end)
    return reply.json(body, headers)
  }
  // The head waits for the first piece: until then a failure can still be an HTTP error, which clients retry.
  let piece = await pieces.next()
  reply.openStream()
  await reply.write(...format.open(model, promptTokens))
  while (!piece.done && !reply.gone.aborted) {
    await reply.write(...format.delta(piece.value))
    piece = await pieces.next()
  }
  if (piece.done) await reply.write(...format.close(piece.value))
  else await pieces.return(undefined as never)
  reply.end()
}

async function whole(pieces: AsyncGenerator<string, AnswerEnd>): Promise<{ text: string; end: AnswerEnd }> {
  let text = ""
  for (;;) {
    const piece = await pieces.next()
    if (piece.done) return { text, end: piece.value }
    text += piece.value
  }
}

/** The names that a stream knows; a failing model is `modelStreamErrorException` there. */
const frameNames: Partial<Record<BedrockErrorName, string>> = {
  InternalServerException: "internalServerException",
  ServiceUnavailableException: "serviceUnavailableException",
  ThrottlingException: "throttlingException",
  ValidationException: "validationException",
}

async function fail(reply: Reply, thrown: unknown): Promise<void> {
  if (reply.gone.aborted) return
  const error = asBedrockError(thrown)
  // A bug of the endpoint or its responder: only the developer at the terminal can learn the cause.
  if (error !== thrown) console.error(thrown)
  if (!reply.started) return reply.error(error)
  await reply.write(exceptionFrame(frameNames[error.name] ?? "modelStreamErrorException", { message: error.message }))
  reply.end()
}
