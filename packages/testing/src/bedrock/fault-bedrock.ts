import type { IncomingMessage } from "node:http"
import { BedrockError } from "@parley/local/bedrock/bedrock-error.ts"
import { listen } from "@parley/local/bedrock/listener.ts"
import { operationOf } from "@parley/local/bedrock/operation.ts"
import { asBedrockError, Reply } from "@parley/local/bedrock/reply.ts"
import { readJson } from "@parley/local/bedrock/request-body.ts"
import { type Answer, answerCall, type Call, type ConverseBody } from "./fault-bedrock-answer.ts"

export type { Call, ConverseBody } from "./fault-bedrock-answer.ts"

/** The answer to a call; a function receives the request first. */
export type Step = Answer | ((call: Call) => Answer | Promise<Answer>)

export type FaultBedrock = {
  url: string
  port: number
  /** Every call so far, in order of arrival. */
  calls: Call[]
  /** Queues answers for the next calls, one each. */
  script(...steps: Step[]): void
  /** The answer for calls when the queue is empty. Default: "Hello from the model." */
  otherwise(step: Step): void
  /** Empties the queue and the list of calls, and restores the first default answer. */
  reset(): void
  close(): Promise<void>
}

/**
 * A Bedrock endpoint for `ConverseStream` with scripted faults, over HTTP/2 without TLS and HTTP/1.1. It frames events with the product's
 * own code.
 */
export async function startFaultBedrock(): Promise<FaultBedrock> {
  const queue: Step[] = []
  const calls: Call[] = []
  let fallback: Step = {}

  async function take(request: IncomingMessage, reply: Reply, ended: Promise<void>): Promise<void> {
    const { name, modelId } = operationOf(request.method, request.url)
    if (name !== "converse-stream") throw new BedrockError("UnknownOperationException", "This endpoint answers ConverseStream only.")
    const body = (await readJson(request)) as ConverseBody
    const protocol = request.httpVersionMajor === 2 ? "http2" : "http1"
    const call: Call = { modelId, body, protocol, aborted: false, complete: false, billed: undefined, ended }
    calls.push(call)
    const step = queue.shift() ?? fallback
    await answerCall(call, typeof step === "function" ? await step(call) : step, { request, reply, listener })
  }

  const listener = await listen(0, (request, response) => {
    const reply = new Reply(response)
    let isOver = () => {}
    const ended = new Promise<void>((resolve) => {
      isOver = resolve
    })
    take(request, reply, ended)
      .catch((error: unknown) => reply.error(asBedrockError(error)))
      .finally(() => isOver())
  })

  return {
    url: listener.url,
    port: listener.port,
    calls,
    script: (...steps) => void queue.push(...steps),
    otherwise: (step) => {
      fallback = step
    },
    reset: () => {
      queue.length = 0
      calls.length = 0
      fallback = {}
    },
    close: listener.close,
  }
}
