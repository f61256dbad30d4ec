import type { IncomingHttpHeaders, IncomingMessage } from "node:http"
import type { OfferedModel } from "@parley/core/model/catalogue.ts"
import { type AnswerEnd, answer } from "./answer/answer.ts"
import { type AnswerBlock, type AnswerEvent, BlockCollector } from "./answer/answer-block.ts"
import type { AnswerFormat } from "./answer/answer-format.ts"
import type { BedrockErrorName } from "./bedrock-error.ts"
import { controlPlane } from "./control-plane/control-plane.ts"
import { readConverse } from "./converse/request.ts"
import { countTokens } from "./count-tokens.ts"
import { exceptionFrame } from "./frame.ts"
import { listen } from "./listener.ts"
import { readMessages } from "./messages/request.ts"
import { checkPromptTokens, modelOf, servedModelOf } from "./models/model-rules.ts"
import { type Operation, operationOf } from "./operation.ts"
import type { Prompt } from "./prompt/prompt.ts"
import { PromptCache } from "./prompt/prompt-cache.ts"
import { asBedrockError, Reply } from "./reply.ts"
import { malformedInput, readJson } from "./request-body.ts"
import type { Responder } from "./responder.ts"

type Read = (model: OfferedModel, json: unknown, headers: IncomingHttpHeaders) => { prompt: Prompt; format: AnswerFormat }

const forms: Record<Exclude<Operation["name"], "count-tokens">, { read: Read; streamed: boolean }> = {
  converse: { read: readConverse, streamed: false },
  "converse-stream": { read: readConverse, streamed: true },
  invoke: { read: readMessages, streamed: false },
  "invoke-with-response-stream": { read: readMessages, streamed: true },
}

export type BedrockEndpoint = {
  url: string
  /** Ends open streams at once. */
  close(): Promise<void>
}

/**
 * Serves Amazon Bedrock's runtime API and the model information of its control plane on 127.0.0.1, for the models of the catalogue, over
 * HTTP/2 without TLS and HTTP/1.1 on one port. docs/bedrock-endpoint.md lists the supported and refused features. Credentials are not
 * checked. Port 0 picks a free port; a used port rejects with EADDRINUSE.
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
  const json = await readJson(request, name.startsWith("invoke") ? malformedInput : undefined)
  if (name === "count-tokens") return reply.json(countTokens(modelOf(modelId), json))
  const model = servedModelOf(modelId)
  const { read, streamed } = forms[name]
  const { prompt, format } = read(model, json, request.headers)
  const { blocks, stopSequences, ...asked } = prompt
  const promptTokens = cache.count(model, blocks)
  checkPromptTokens(model, promptTokens)
  const events = answer({ responder, request: { ...asked, modelId: model.modelId, signal: reply.gone }, stopSequences, promptTokens })
  if (streamed) return stream(reply, events, format.open(model, promptTokens), format)
  const { blocks: answered, end } = await whole(events)
  const { body, headers } = format.whole(model, answered, end)
  reply.json(body, headers)
}

type Events = AsyncGenerator<AnswerEvent, AnswerEnd>

async function stream(reply: Reply, events: Events, opening: Uint8Array[], format: AnswerFormat): Promise<void> {
  // The headers wait for the first item: until then a failure can be an HTTP error, which clients retry.
  let event = await events.next()
  reply.openStream()
  await reply.write(...opening)
  while (!event.done && !reply.gone.aborted) {
    await reply.write(...format.event(event.value))
    event = await events.next()
  }
  if (event.done) await reply.write(...format.close(event.value))
  else await events.return(undefined as never)
  reply.end()
}

async function whole(events: Events): Promise<{ blocks: AnswerBlock[]; end: AnswerEnd }> {
  const collector = new BlockCollector()
  for (;;) {
    const event = await events.next()
    if (event.done) return { blocks: collector.blocks(event.value.stopReason === "max_tokens"), end: event.value }
    collector.take(event.value)
  }
}

/** Exception names in a stream. There, a failing model is `modelStreamErrorException`. */
const frameNames: Partial<Record<BedrockErrorName, string>> = {
  InternalServerException: "internalServerException",
  ServiceUnavailableException: "serviceUnavailableException",
  ThrottlingException: "throttlingException",
  ValidationException: "validationException",
}

async function fail(reply: Reply, thrown: unknown): Promise<void> {
  if (reply.gone.aborted) return
  const error = asBedrockError(thrown)
  // A bug of the endpoint or its responder: the cause is printed on the developer's terminal only.
  if (error !== thrown) console.error(thrown)
  if (!reply.started) return reply.error(error)
  await reply.write(exceptionFrame(frameNames[error.name] ?? "modelStreamErrorException", { message: error.message }))
  reply.end()
}
