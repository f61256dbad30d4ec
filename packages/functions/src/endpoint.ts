import type { Writable } from "node:stream"
import { countRequest } from "@parley/core/budget/request-rate.ts"
import { stageDayOf } from "@parley/core/budget/stage-day.ts"
import { VisibleError } from "@parley/core/visible-error.ts"
import type { Answer } from "./answer.ts"
import { bearerToken, identify } from "./caller.ts"
import { issuersKeys } from "./clients.ts"
import { corsHeaders, preflight } from "./cors.ts"
import { type InvocationContext, type StreamHandler, startAnswer } from "./lambda.ts"
import { logError, logInfo } from "./log.ts"
import { metricsOf } from "./metrics.ts"
import { asVisible, problem } from "./problem.ts"
import { type ApiRequest, readBody, readId, readQuery, readRequest } from "./request.ts"
import { noteProblem, type RequestRecord, withRecord } from "./request-record.ts"
import type { Handled, Invocation, Route } from "./route.ts"
import { ReaderTooSlow, send } from "./send.ts"
import type { Services } from "./services.ts"
import { visitorOf } from "./visitor.ts"

/** Serves routes as a Lambda function: caller, headers of every answer, errors in one place, one log line per request. */
export function endpoint<S extends Services>(services: S, routes: readonly Route<S>[]): unknown {
  const { settings } = services
  const handler: StreamHandler = (event, stream, context: InvocationContext) => {
    const request = readRequest(event)
    const record: RequestRecord = { requestId: request.requestId, startedAt: Date.now(), turns: [] }
    return withRecord(record, () => serve(request, record, stream, context))
  }

  async function serve(request: ApiRequest, record: RequestRecord, stream: Writable, context: InvocationContext): Promise<void> {
    const { startedAt } = record
    const visitor = visitorOf(request, settings.retentionDays)
    const route = routes.find(({ method, path }) => method === request.method && path === request.resource)
    const deadline = startedAt + context.getRemainingTimeInMillis()
    const reply = newReply(stream, commonHeaders(request, visitor))
    const addressKey = route?.counts ? async () => (await stageDayOf(services.store, settings, startedAt)).addressKey : undefined
    try {
      const caller = await identify(request, visitor, settings, issuersKeys, addressKey)
      const answer = await answerOf({ request, services, caller, deadline, start: reply.start }, route)
      if (answer) await reply.send(answer, deadline)
    } catch (error) {
      const answer = problemAnswer(request, error)
      if (reply.isStarted()) reply.breakOff()
      else await reply.send(answer, deadline)
    } finally {
      reply.end()
      const { method, resource } = request
      const endings = record.turns.map((turn) => turn.status).join()
      const milliseconds = Date.now() - startedAt
      const fields = { method, resource, status: reply.status(), milliseconds, ...(endings && { endings }) }
      logInfo("request", { ...fields, ...metricsOf(record, services.stage) })
    }
    reply.throwIfBroken()
  }

  function commonHeaders(request: ApiRequest, { cookie }: ReturnType<typeof visitorOf>): Record<string, string> {
    const keepsVisitor = settings.anonymous && bearerToken(request, settings) === undefined
    const touchesNobody = request.method === "OPTIONS" || request.resource === "/health"
    return {
      "cache-control": "no-store",
      "x-request-id": request.requestId,
      ...corsHeaders(request.headers.origin, settings.allowedOrigins),
      ...(keepsVisitor && !touchesNobody && cookie && { "set-cookie": cookie }),
    }
  }
  return awslambda.streamifyResponse(handler)
}

/** The one reply of an invocation: started at most once, then ended or broken off. */
function newReply(stream: Writable, common: Record<string, string>) {
  let started: Writable | undefined
  let brokenOff: Error | undefined
  let status = 0
  return {
    start,
    status: () => status,
    isStarted: () => started !== undefined,
    send: async (answer: Answer, deadline: number) => send(start(answer.status, answer.headers ?? {}), answer, deadline),
    /** After the first byte the status is sent. An ended reply would look complete, so the runtime breaks it off. */
    breakOff(): void {
      if (!started?.writableEnded) brokenOff = new Error("The answer was broken off.")
    },
    end(): void {
      if (started && !started.writableEnded && !brokenOff) started.end()
    },
    throwIfBroken(): void {
      if (brokenOff) throw brokenOff
    },
  }

  function start(code: number, headers: Record<string, string>): Writable {
    status = code
    started = startAnswer(stream, code, { ...common, ...headers })
    return started
  }
}

/** The answer to an error; notes it for the metrics, and logs it if the fault is the server's. */
function problemAnswer(request: ApiRequest, error: unknown): Answer {
  const visible = asVisible(error)
  const answer = problem(visible, request.requestId)
  if (visible instanceof VisibleError) noteProblem(visible.code, visible.extras.scope)
  else if (!(error instanceof ReaderTooSlow)) noteProblem("internal")
  if (answer.status >= 500) logError("A request failed", { resource: request.resource, error })
  return answer
}

/** Counts the request before anything is read for it, then checks its parameters and runs its route. */
async function answerOf<S extends Services>(invocation: Invocation<S>, route: Route<S> | undefined): Promise<Answer | undefined> {
  const { request, services, caller } = invocation
  if (request.method === "OPTIONS") return preflight(request.headers.origin, services.settings.allowedOrigins)
  if (!route) throw new VisibleError("route.missing", "This address does not exist.")
  // A join is counted where it is known to be one.
  if (route.counts && route.counts !== "join") await countRequest({ ...services, settings: caller.settings }, caller, route.counts)
  const ids = Object.entries(route.ids ?? {}).map(([name, { pattern, missing }]) => [name, readId(request, name, pattern, missing)])
  const checked = {
    ids: Object.fromEntries(ids),
    query: route.query && readQuery(request, route.query),
    body: route.body && readBody(request, route.body),
  }
  return route.handle({ ...invocation, ...checked } as Handled<S, never, never, never>)
}
