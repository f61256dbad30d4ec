import type { Writable } from "node:stream"
import { answeredTurn, runningTurn, type TurnBody, turnRequest } from "@parley/api/turn.ts"
import { plainMessage } from "@parley/core/conversation/plain-message.ts"
import { root } from "@parley/core/entities/node.ts"
import { newTurnId } from "@parley/core/ids.ts"
import type { Emit, TurnBegan, TurnEvent } from "@parley/core/turn/events.ts"
import { errorEvent } from "@parley/core/turn/events.ts"
import type { TurnRequest } from "@parley/core/turn/request.ts"
import { runTurn } from "@parley/core/turn/run.ts"
import { VisibleError } from "@parley/core/visible-error.ts"
import { type Answer, json } from "../answer.ts"
import { logError } from "../log.ts"
import { noteEvent, noteTurnId } from "../request-record.ts"
import type { Invocation } from "../route.ts"
import { defineRoute } from "../route.ts"
import { send } from "../send.ts"
import type { ModelServices } from "../services.ts"
import { encodeEvent, eventStreamHeaders, keepAlive, lastEventIdOf } from "../sse.ts"
import { commonErrors } from "./errors.ts"

/** CloudFront gives up on an answer that has not begun after a minute. */
const jsonTimeoutMs = 45_000
/** When the caller of a turn that is still being written should read the conversation: its text is stored every one to two seconds. */
const pollSeconds = 2

export const postChat = defineRoute({
  method: "POST",
  path: "/chat",
  function: "chat",
  summary: "Run a turn, join it, or replay it",
  description:
    "The same `turnId` always leads to the same answer: the first POST starts the turn, a later one joins or replays it. With `accept: text/event-stream` the answer is server-sent events, otherwise one JSON object. The events are one `turn`; then `block` (opens the block of an index, and voids every block from this index on that the caller holds), `delta` (more text of the last block) and `update` (replaces everything of a block but its text); then one `done` or `error` (see the `event.*` schemas). An `error` with status `failed` voids all blocks. The `id` of an event is an opaque position: send the last one as `after`, or as `Last-Event-ID`, and the answer goes on after it, or from block 0 if it cannot. A number in `after`, the length of the text that the caller already has in UTF-16 code units, asks for the stream of the version before: one text, of which each `delta` has the length up to its end as its `id`; it will be removed. At most 3 callers can follow one turn, 6 the turns of an owner and 12 those of an address; any other join gets 202 immediately. After 20 seconds of following, the stream ends with an `error` with code `turn.follow` and status `interrupted`, and the JSON form with 202, while the turn continues; send the same POST with `after` for the rest. If the turn does not exist, a POST without `after`, or with 0, starts it, and any other gets `turn.missing`. The text can have 32,000 characters in total. Turns with the same `parentTurnId` are versions of each other: an edited question, or another answer. At most three of them run at the same time; any other turn of the conversation gets `turn.busy` meanwhile. With `continues` and without `content` a turn goes on with the answer of its parent, which was cut off, once.",
  headers: {
    "Last-Event-ID": {
      description: "Used as `after` if the body has none",
      schema: { type: "string", maxLength: 64 },
    },
  },
  body: turnRequest,
  answers: {
    200: { description: "The answer", content: { "application/json": answeredTurn, "text/event-stream": undefined } },
    202: {
      description:
        "The answer is still being written, in the JSON form and in the stream form. Read the conversation after `Retry-After` seconds (`GET /conversations/{conversationId}?limit=2` returns the text so far, then the answer), or POST again later",
      headers: { "Retry-After": { description: "Seconds to wait", schema: { type: "integer" } } },
      content: { "application/json": runningTurn },
    },
  },
  errors: [
    "body.invalid",
    "conversation.missing",
    "turn.missing",
    "turn.busy",
    "turn.continued",
    "versions.exceeded",
    "body.tooLarge",
    "body.notJson",
    "turn.mismatch",
    "budget.exhausted",
    "model.failed",
    "model.refused",
    "model.limit",
    "model.filtered",
    "model.empty",
    "model.throttled",
    "model.timeout",
    "turn.follow",
    ...commonErrors,
  ],
  // Only a POST that joins or replays a turn counts; beginning turns have limits of their own.
  counts: "join",
  /** One turn, as a stream of events or as one JSON object; 202 if it is still being written and its caller is not to wait here. */
  async handle(invocation: Invocation<ModelServices> & { body: TurnBody }) {
    const { request } = invocation
    const turn = withDefaults(invocation.body, lastEventIdOf(request))
    noteTurnId(turn.turnId)
    const wantsStream = (request.headers.accept ?? "").includes("text/event-stream")
    return wantsStream ? streamTurn(invocation, turn) : answerTurn(invocation, turn)
  },
})

/**
 * A client that makes no id cannot retry safely, but is served.
 * @param lastEventId the caller's position, if the body has no `after`
 */
function withDefaults({ parentTurnId, replaces, content = [], ...body }: TurnBody, lastEventId: TurnRequest["after"]): TurnRequest {
  return {
    ...body,
    content,
    turnId: body.turnId ?? newTurnId(),
    after: body.after ?? lastEventId,
    ...(parentTurnId !== undefined && { parentTurnId: parentTurnId ?? root }),
    ...(replaces !== undefined && { versionOf: replaces }),
  }
}

async function streamTurn(
  { caller, deadline, start, services }: Invocation<ModelServices>,
  body: TurnRequest,
): Promise<Answer | undefined> {
  let out: Writable | undefined
  let alive: ReturnType<typeof keepAlive> | undefined
  let id: string | undefined
  // The first event starts the answer: until then an error still has its own status. Nothing here waits for the client.
  const emit: Emit = (event) => {
    noteEvent(event)
    out ??= start(200, eventStreamHeaders)
    alive ??= keepAlive(out)
    alive.touch()
    if ("id" in event) id = event.id
    out.write(encodeEvent(event))
  }
  try {
    const taken = await runTurn({ ...services, settings: caller.settings }, caller, body, deadline, emit)
    return taken.kind === "running" && !out ? stillRunning(taken.turn) : undefined
  } catch (error) {
    if (!out) throw error
    logError("A stream failed", { error })
    // The caller's position stays the same: a repeated request gets the rest.
    const length = typeof body.after === "number" ? Number(id ?? body.after) : 0
    emit({ ...errorEvent("internal", id || body.after ? "interrupted" : "failed", length), ...(id && { id }) })
    return undefined
  } finally {
    alive?.end()
  }
}

async function answerTurn({ caller, deadline, start, services }: Invocation<ModelServices>, body: TurnRequest) {
  let began: TurnBegan | undefined
  let last: TurnEvent | undefined
  const taken = runTurn({ ...services, settings: caller.settings }, caller, body, deadline, (event) => {
    noteEvent(event)
    if (event.event === "turn") began = event.data
    if (event.event === "done" || event.event === "error") last = event
  })
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<"late">((resolve) => {
    timer = setTimeout(resolve, jsonTimeoutMs, "late")
  })
  const result = await Promise.race([taken, timeout]).finally(() => clearTimeout(timer))
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
  const plain = plainMessage(message)
  const { status, stopReason, reason, usage, cost, error } = plain
  const ended = { stopReason, ...(reason && { reason }), usage, cost, ...(error && { error }) }
  return json(200, { turnId, conversationId, status, message: plain, ...ended })
}

/** Tells the caller to poll `GET /conversations/{conversationId}`: no execution of this function is held for it. */
const stillRunning = ({ turnId, conversationId }: { turnId: string; conversationId: string | undefined }): Answer =>
  json(202, { conversationId, turnId, status: "streaming", retryAfter: pollSeconds }, { "retry-after": String(pollSeconds) })
