import type { Writable } from "node:stream"
import { stageDayOf } from "@parley/core/budget/stage-day.ts"
import { VisibleError } from "@parley/core/visible-error.ts"
import type { Answer } from "./answer.ts"
import { bearerToken, type IdentifiedCaller, identify } from "./caller.ts"
import { issuersKeys, settings, stage, storeContext } from "./clients.ts"
import { corsHeaders } from "./cors.ts"
import { isCounted } from "./counted-requests.ts"
import { type InvocationContext, type StreamHandler, startAnswer } from "./lambda.ts"
import { logError, logInfo } from "./log.ts"
import { metricsOf } from "./metrics.ts"
import { asVisible, problem } from "./problem.ts"
import { type ApiRequest, readRequest } from "./request.ts"
import { noteProblem, type RequestRecord, withRecord } from "./request-record.ts"
import { ReaderTooSlow, send } from "./send.ts"
import { visitorOf } from "./visitor.ts"

export type Invocation = {
  request: ApiRequest
  caller: IdentifiedCaller
  /** When this process may be cut off, in milliseconds since 1970. */
  deadline: number
  /** Starts the answer; for routes that stream. After it, errors are the route's own to tell. */
  start(status: number, headers: Record<string, string>): Writable
}

/** A route answers, or streams by itself and returns nothing. */
export type Endpoint = (invocation: Invocation) => Promise<Answer | undefined>

/** Wraps routes as a Lambda function: caller, headers of every answer, errors in one place, one log line per request. */
export function endpoint(routeOf: (request: ApiRequest) => Endpoint): unknown {
  const handler: StreamHandler = (event, stream, context: InvocationContext) => {
    const request = readRequest(event)
    const record: RequestRecord = { requestId: request.requestId, startedAt: Date.now(), turns: [] }
    return withRecord(record, () => serve(request, record, stream, context))
  }

  async function serve(request: ApiRequest, record: RequestRecord, stream: Writable, context: InvocationContext): Promise<void> {
    const { startedAt } = record
    const visitor = visitorOf(request, settings.retentionDays)
    const keepsVisitor = settings.anonymous && bearerToken(request, settings) === undefined
    const touchesNobody = request.method === "OPTIONS" || request.resource === "/health"
    const common = {
      "cache-control": "no-store",
      "x-request-id": request.requestId,
      ...corsHeaders(request.headers.origin, settings.allowedOrigins),
      ...(keepsVisitor && !touchesNobody && visitor.cookie && { "set-cookie": visitor.cookie }),
    }
    const deadline = startedAt + context.getRemainingTimeInMillis()
    let started: Writable | undefined
    let brokenOff: Error | undefined
    let status = 0
    const start = (code: number, headers: Record<string, string>) => {
      status = code
      started = startAnswer(stream, code, { ...common, ...headers })
      return started
    }
    const addressKey = isCounted(request) ? async () => (await stageDayOf(storeContext.store, settings, startedAt)).addressKey : undefined
    try {
      const caller = await identify(request, visitor, settings, issuersKeys, addressKey)
      const answer = await routeOf(request)({ request, caller, deadline, start })
      if (answer) await send(start(answer.status, answer.headers ?? {}), answer, deadline)
    } catch (error) {
      // After the first byte the status is out. Ending the answer would make a part of it look like the whole: the runtime breaks it off.
      if (started && !started.writableEnded) brokenOff = new Error("The answer was broken off.")
      const visible = asVisible(error)
      const answer = problem(visible, request.requestId)
      if (visible instanceof VisibleError) noteProblem(visible.code, visible.extras.scope)
      else if (!(error instanceof ReaderTooSlow)) noteProblem("internal")
      if (answer.status >= 500) logError("A request failed", { resource: request.resource, error })
      if (!started) await send(start(answer.status, answer.headers ?? {}), answer, deadline)
    } finally {
      if (started && !started.writableEnded && !brokenOff) started.end()
      const { method, resource } = request
      const endings = record.turns.map((turn) => turn.status).join()
      const milliseconds = Date.now() - startedAt
      logInfo("request", { method, resource, status, milliseconds, ...(endings && { endings }), ...metricsOf(record, stage) })
    }
    if (brokenOff) throw brokenOff
  }
  return awslambda.streamifyResponse(handler)
}
