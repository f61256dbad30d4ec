import type { Block } from "@parley/api/block.ts"
import type { TurnContext } from "../context.ts"
import type { Message } from "../entities/message.ts"
import type { StopCause, Turn } from "../entities/turn.ts"
import type { ModelRequest } from "../model/call.ts"
import type { OfferedModel } from "../model/catalogue.ts"
import { ModelError } from "../model/error.ts"
import { chooseHistory, type History, isCacheable, type PathHistory, placeAfter } from "../model/history.ts"
import type { RequestSize } from "../model/request.ts"
import { type Failure, newAnswer } from "./answer.ts"
import { newBacklog } from "./backlog.ts"
import { type Emit, turnEvent } from "./events.ts"
import { finishTurn } from "./finish.ts"
import { startHeartbeat } from "./heartbeat.ts"
import { deleteParts } from "./log.ts"
import type { AnswerEvent } from "./log-events.ts"
import { type After, newReader } from "./new-reader.ts"
import { runSteps, StepNotStored } from "./run-steps.ts"

/** Time reserved before the deadline to store the result and send the last event. */
const finishMs = 8_000

type Generation = {
  turn: Turn
  model: OfferedModel
  size: RequestSize
  history: Promise<PathHistory>
  content: Block[]
  /** The caller's position in an earlier run. */
  after: After
}

/**
 * Runs a turn that was begun: calls the model, emits what it writes at once, keeps the turn alive, stores the end, emits the last event and deletes the log.
 * The answer is read to its end even if its caller has left, since the model bills all of it.
 * @param deadline when this process will be gone, in milliseconds since 1970
 */
export async function generate(
  context: TurnContext,
  { turn, model, size, history, content, after }: Generation,
  deadline: number,
  emit: Emit,
): Promise<Message | undefined> {
  const { settings, now } = context
  const { instructions, contentTokens, historyTokens, maxTokens } = size
  const backlog = newBacklog()
  const reader = newReader(typeof after === "number" ? 0 : after, turn.runId, emit)
  const tell = (event: AnswerEvent) => {
    reader.add(event)
    backlog.add(event)
  }
  const answer = newAnswer(model, tell, now)
  let current = turn
  let reason: StopCause | undefined
  emit(turnEvent(turn))
  const heartbeat = startHeartbeat(context, turn, deadline, {
    backlog,
    onStopRequested: () => answer.cutShort("stop"),
    onLost: () => answer.cutShort("lost"),
  })
  const timer = setTimeout(() => answer.cutShort("deadline"), Math.max(deadline - now() - finishMs, 0))
  let past: History | undefined
  try {
    past = chooseHistory(await history.catch(unread), model, historyTokens, instructions.tools)
    const messages: ModelRequest["messages"] = [...past.messages, { role: "user", content }]
    const request = { model, instructions, messages, maxTokens, cacheHistory: isCacheable(past, model, instructions) }
    const written = (next: Turn) => {
      current = next
    }
    reason = await runSteps(context, { turn, answer, request, size, endsAt: deadline - finishMs, written })
  } catch (error) {
    const failure = failureOf(error)
    answer.fail(failure)
    context.log("A model call failed", { turnId: turn.turnId, code: failure.code, error: failure.cause ?? failure })
  } finally {
    clearTimeout(timer)
  }
  answer.close()
  const logEnd = await heartbeat.stop()
  const end = answer.end(current, now(), reason)
  const answered = { turnId: turn.turnId, contentTokens, content: end.content, usage: end.estimated ? undefined : end.usage }
  const place = past && placeAfter(past, answered, model, settings.contextTokens)
  const message = await finishTurn(context, current, { ...end, ...place }, { deadline, logEnd, reader })
  if (message) await deleteParts(context, logEnd.parts)
  return message
}

/** The turn was begun, but the conversation before it could not be read: the model was not called. */
class UnreadHistory extends Error {
  override readonly name = "UnreadHistory"
  readonly code = "store.unavailable"
  readonly billed = false
}

function unread(cause: unknown): never {
  throw new UnreadHistory("The history could not be read.", { cause })
}

const failureOf = (error: unknown): Failure =>
  error instanceof ModelError || error instanceof UnreadHistory || error instanceof StepNotStored
    ? error
    : new ModelError("model.failed", "The model call failed.", { billed: true, cause: error })
