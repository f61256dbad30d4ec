import type { Writable } from "node:stream"
import { plainMessage } from "@parley/core/conversation/export.ts"
import type { Emit, TurnBegan, TurnEvent } from "@parley/core/turn/events.ts"
import { errorEvent } from "@parley/core/turn/events.ts"
import { asTurnRequest, type TurnRequest, turnRequest } from "@parley/core/turn/request.ts"
import { takeTurn } from "@parley/core/turn/run.ts"
import { VisibleError } from "@parley/core/visible-error.ts"
import { type Answer, json } from "./answer.ts"
import { connectModel, storeContext } from "./clients.ts"
import { endpoint, type Invocation } from "./endpoint.ts"
import { logError } from "./log.ts"
import { prefetchStageDay } from "./prefetch.ts"
import { readBody } from "./request.ts"
import { noteEvent, noteTurnId } from "./request-record.ts"
import { send } from "./send.ts"
import { encodeEvent, eventStreamHeaders, keepAlive, lastEventIdOf } from "./sse.ts"

/** CloudFront gives up on an answer that has not begun after a minute. */
const jsonPatienceMilliseconds = 45_000
/** When the caller of a turn that is still being written should read the conversation: its text is stored every one to two seconds. */
const pollSeconds = 2

const context = { ...storeContext, callModel: connectModel() }
await prefetchStageDay()

/** `POST /chat`: one turn, as a stream of events or as one JSON object; 202 if it is still being written and its caller is not to wait here. */
export const handler = endpoint(() => async (invocation) => {
  const { request } = invocation
  const body = asTurnRequest(readBody(request, turnRequest), lastEventIdOf(request))
  noteTurnId(body.turnId)
  const wantsStream = (request.headers.accept ?? "").includes("text/event-stream")
  return wantsStream ? streamTurn(invocation, body) : answerTurn(invocation, body)
})

async function streamTurn({ caller, deadline, start }: Invocation, body: TurnRequest): Promise<Answer | undefined> {
  let out: Writable | undefined
  let alive: ReturnType<typeof keepAlive> | undefined
  let length = 0
  // The first event starts the answer: until then an error still has its own status. Nothing here waits for the client.
  const emit: Emit = (event) => {
    noteEvent(event)
    out ??= start(200, eventStreamHeaders)
    alive ??= keepAlive(out)
    alive.touch()
    if (event.event === "delta") length = event.length
    out.write(encodeEvent(event))
  }
  try {
    const taken = await takeTurn({ ...context, settings: caller.settings }, caller, body, deadline, emit)
    return taken.kind === "running" && !out ? stillRunning(taken.turn) : undefined
  } catch (error) {
    if (!out) throw error
    logError("A stream failed", { error })
    emit(errorEvent("internal", length > 0 ? "interrupted" : "failed", length))
    return undefined
  } finally {
    alive?.end()
  }
}

async function answerTurn({ caller, deadline, start }: Invocation, body: TurnRequest) {
  let began: TurnBegan | undefined
  let last: TurnEvent | undefined
  const taken = takeTurn({ ...context, settings: caller.settings }, caller, body, deadline, (event) => {
    noteEvent(event)
    if (event.event === "turn") began = event.data
    if (event.event === "done" || event.event === "error") last = event
  })
  let timer: NodeJS.Timeout | undefined
  const patience = new Promise<"late">((resolve) => {
    timer = setTimeout(resolve, jsonPatienceMilliseconds, "late")
  })
  const result = await Promise.race([taken, patience]).finally(() => clearTimeout(timer))
  const { turnId, conversationId } = began ?? { turnId: body.turnId, conversationId: body.conversationId }
  if (result === "late") {
    // The answer leaves now; the function works on until the turn is stored.
    const answer = stillRunning({ turnId, conversationId })
    await send(start(answer.status, answer.headers ?? {}), answer, deadline)
    await taken
    return undefined
  }
  if (result.kind === "running") return stillRunning(result.turn)
  const message = result.kind === "ended" ? result.message : undefined
  if (last?.event === "error" && (!message || message.status === "failed")) {
    const { code, message: detail, retryAfter } = last.data
    throw new VisibleError(code, detail, { turnId, ...(retryAfter !== undefined && { retryAfter }) })
  }
  if (!message) throw new Error("A turn ended without an answer and without an error")
  const { status, stopReason, usage, cost, error } = plainMessage(message)
  return json(200, { turnId, conversationId, status, message: plainMessage(message), stopReason, usage, cost, ...(error && { error }) })
}

/** Tells the caller to poll `GET /conversations/{conversationId}`: no execution of this function is held for it. */
const stillRunning = ({ turnId, conversationId }: { turnId: string; conversationId: string | undefined }): Answer =>
  json(202, { conversationId, turnId, status: "streaming", retryAfter: pollSeconds }, { "retry-after": String(pollSeconds) })
