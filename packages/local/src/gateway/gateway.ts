import { randomUUID } from "node:crypto"
import type { IncomingMessage, ServerResponse } from "node:http"
import { type FunctionName, preflightFunction, type RouteAddress, routes } from "@parley/functions/routes.ts"
import type { Invocation, LambdaFunction } from "../lambda/function-process.ts"
import { proxyEvent } from "./event.ts"
import { PreludeReader } from "./prelude.ts"
import { answerProblem } from "./problem.ts"
import { findResource, type Match } from "./resource.ts"
import { type Throttle, tokenBucket } from "./throttle.ts"

export const maxBodyBytes = 10 * 1024 * 1024

type Options = {
  functions: Record<FunctionName, LambdaFunction>
  throttle?: Throttle
  /** Receives a line about each function response that the gateway could not use. */
  log(line: string): void
}
type Gateway = (request: IncomingMessage, response: ServerResponse, url: URL) => Promise<void>

/**
 * The API Gateway of the local stage. A request (its path without `/api`) becomes an event for a function, and the function's stream
 * becomes the response, chunk by chunk. A slow or disconnected client does not slow the function down: unread bytes wait in memory.
 */
export function createGateway({ functions, throttle, log }: Options): Gateway {
  const mayPass = throttle && tokenBucket(throttle)
  return async (request, response, url) => {
    const requestId = randomUUID()
    let match: Match | undefined
    try {
      match = findResource(routes as readonly RouteAddress[], preflightFunction, request.method ?? "GET", url.pathname)
    } catch {
      return answerProblem(response, "body.invalid", "The URL is not valid.", requestId)
    }
    if (!match) return answerProblem(response, "route.missing", "Unknown route or method.", requestId)
    if (mayPass && !mayPass())
      return answerProblem(response, "rate.exceeded", "Too many requests at once. Try again in a moment.", requestId, { retryAfter: 1 })
    const body = await readBody(request)
    if (body === "tooLarge") return answerProblem(response, "body.tooLarge", "The request is larger than the gateway accepts.", requestId)
    if (body === "broken") return
    const event = proxyEvent(request, url, body, match, requestId)
    await functions[match.function].invoke(
      event,
      streamTo(response, requestId, (why) => log(`${match.function} ${requestId}: ${why}`)),
    )
  }
}

function streamTo(response: ServerResponse, requestId: string, complain: (why: string) => void): Invocation {
  const reader = new PreludeReader()
  const isOver = () => response.writableEnded || response.destroyed
  const fail = () => {
    if (isOver()) return
    if (response.headersSent) response.destroy()
    else answerProblem(response, "service.unavailable", "The request could not be handled. Try again.", requestId, { retryAfter: 5 })
  }
  return {
    bytes(bytes) {
      if (isOver()) return
      if (response.headersSent) return void response.write(bytes)
      try {
        const head = reader.push(bytes)
        if (!head) return
        for (const [name, value] of head.prelude.headers) response.setHeader(name, value)
        response.writeHead(head.prelude.statusCode)
        response.flushHeaders()
        if (head.rest.length) response.write(head.rest)
      } catch (error) {
        complain(`the response cannot be used: ${error instanceof Error ? error.message : error}`)
        fail()
      }
    },
    end() {
      if (response.headersSent) return void response.end()
      complain("the response ended without a prelude")
      fail()
    },
    fail,
  }
}

async function readBody(request: IncomingMessage): Promise<Buffer | "tooLarge" | "broken"> {
  const chunks: Buffer[] = []
  if (Number(request.headers["content-length"] ?? 0) > maxBodyBytes) return drain(request)
  let size = 0
  try {
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      size += chunk.length
      if (size > maxBodyBytes) return drain(request)
      chunks.push(chunk)
    }
    return Buffer.concat(chunks)
  } catch {
    return "broken"
  }
}

// The body is read to the end and discarded: a client that is still sending would miss the answer if the connection closed.
function drain(request: IncomingMessage) {
  request.resume()
  return "tooLarge" as const
}
