import type { Writable } from "node:stream"
import type { Caller } from "@parley/core/turn/context.ts"
import type { Answer } from "./answer.ts"
import { callerOf } from "./caller.ts"
import { settings } from "./clients.ts"
import { corsHeaders } from "./cors.ts"
import { type InvocationContext, type StreamHandler, startAnswer } from "./lambda.ts"
import { logError, logInfo } from "./log.ts"
import { asVisible, problem } from "./problem.ts"
import { type ApiRequest, readRequest } from "./request.ts"

export type Invocation = {
  request: ApiRequest
  caller: Caller
  /** When this process may be cut off, in milliseconds since 1970. */
  deadline: number
  /** Starts the answer; for routes that stream. After it, errors are the route's own to tell. */
  start(status: number, headers: Record<string, string>): Writable
}

/** A route answers, or streams by itself and returns nothing. */
export type Endpoint = (invocation: Invocation) => Promise<Answer | undefined>

/** Wraps routes as a Lambda function: caller, headers of every answer, errors in one place, one log line per request. */
export function endpoint(routeOf: (request: ApiRequest) => Endpoint): unknown {
  const handler: StreamHandler = async (event, stream, context: InvocationContext) => {
    const startedAt = Date.now()
    const request = readRequest(event)
    const caller = callerOf(request, settings.retentionDays, startedAt)
    const anonymous = request.method === "OPTIONS" || request.resource === "/health"
    const common = {
      "cache-control": "no-store",
      "x-request-id": request.requestId,
      ...corsHeaders(request.headers.origin, settings.allowedOrigins),
      ...(!anonymous && { "set-cookie": caller.cookie }),
    }
    let started: Writable | undefined
    let status = 0
    const start = (code: number, headers: Record<string, string>) => {
      status = code
      started = startAnswer(stream, code, { ...common, ...headers })
      return started
    }
    try {
      const answer = await routeOf(request)({ request, caller, deadline: startedAt + context.getRemainingTimeInMillis(), start })
      if (answer) await send(start(answer.status, answer.headers ?? {}), answer)
    } catch (error) {
      const visible = asVisible(error)
      const answer = problem(visible, request.requestId)
      if (answer.status >= 500) logError("A request failed", { requestId: request.requestId, resource: request.resource, error })
      // After the first byte the status is out: an answer that ends early is all that is left to say.
      if (!started) await send(start(answer.status, answer.headers ?? {}), answer)
    } finally {
      if (started && !started.writableEnded) started.end()
      const { method, resource, requestId } = request
      logInfo("request", { requestId, method, resource, status, milliseconds: Date.now() - startedAt })
    }
  }
  return awslambda.streamifyResponse(handler)
}

async function send(out: Writable, { body = "" }: Answer): Promise<void> {
  if (typeof body === "string") {
    out.end(body)
    return
  }
  for await (const piece of body) out.write(piece)
  out.end()
}
