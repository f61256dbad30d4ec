import type { ServerBlockOf } from "../blocks/block.ts"
import { blocksOf } from "../blocks/stored.ts"
import { blocksBound } from "../blocks/token-bound.ts"
import { unknownResults } from "../blocks/unknown-results.ts"
import { totalOf } from "../budget/turn-total.ts"
import type { Tools, TurnContext } from "../context.ts"
import { retry } from "../entities/retry.ts"
import type { StopCause, Turn } from "../entities/turn.ts"
import type { ModelRequest } from "../model/call.ts"
import type { OfferedModel } from "../model/catalogue.ts"
import type { NanoDollars } from "../model/price.ts"
import { framingTokensPerMessage, type RequestSize, requestCost } from "../model/request.ts"
import type { newAnswer } from "./answer.ts"
import { stepLimit } from "./step-limit.ts"
import { endStep, reserveStep } from "./steps.ts"

type Answer = ReturnType<typeof newAnswer>

type Steps = {
  turn: Turn
  answer: Answer
  request: ModelRequest
  /** Of the first request. */
  size: RequestSize
  /** When the turn must have ended, in milliseconds since 1970. */
  endsAt: number
  /** Receives the turn after each write. */
  written: (turn: Turn) => void
}

type Outcome = { kind: "next"; turn: Turn } | { kind: "end"; reason?: StopCause }
type Call = ServerBlockOf<"toolUse">["toolUse"]

/**
 * Calls the model, and again with the results of the tools that it called, until it ends its answer or a limit is reached. Each step's end is
 * stored before a tool runs, and its money is reserved before its call.
 * @returns the limit that was reached between two calls, if one was
 * @throws ModelError as the model call; the answer contains the blocks up to there
 */
export async function runSteps(context: TurnContext, steps: Steps): Promise<StopCause | undefined> {
  const { answer, request } = steps
  let { turn } = steps
  for (;;) {
    answer.beginStep()
    const messages = withAnswer(request.messages, answer)
    for await (const event of context.callModel({ ...request, messages }, answer.signal)) answer.add(event)
    const outcome = await followStep(context, { ...steps, turn })
    if (outcome.kind === "end") return outcome.reason
    turn = outcome.turn
  }
}

/** What follows a model call: its end is stored, the tools run, and the next call's money is reserved. */
async function followStep(context: TurnContext, steps: Steps): Promise<Outcome> {
  const { turn, answer, request, size, endsAt, written } = steps
  const calls = openCalls(answer)
  if (!context.tools || answer.stopReason() !== "tool_use" || calls.length === 0 || answer.isCut()) return end
  const ended = await stored(context, steps, () => endStep(context, turn, answer.step(turn)))
  if (ended.kind === "lost") return lose(answer)
  written(ended.turn)
  const isFull = !(await runTools(context.tools, calls, answer))
  if (answer.isCut()) return end
  const { stepCount = 0 } = ended.turn
  const reservation = nextCost(request.model, size, answer, stepCount)
  const { cost } = totalOf(ended.turn)
  const { maxSteps, turnBudget } = context.settings
  const leftMs = endsAt - context.now()
  const reason = stepLimit({ steps: stepCount, cost, reservation, leftMs, isFull }, { maxSteps, turnBudget })
  if (reason) return { kind: "end", reason }
  const timed = atOneTime(context)
  const reserved = await stored(context, steps, () => reserveStep(timed, ended.turn, reservation))
  if (reserved.kind === "lost") return lose(answer)
  if (reserved.kind === "refused") return { kind: "end", reason: "budget" }
  written(reserved.turn)
  return { kind: "next", turn: reserved.turn }
}

const end: Outcome = { kind: "end" }

function lose(answer: Answer): Outcome {
  answer.cutShort("lost")
  return end
}

/** Adds the result of each call to the answer, until the answer is cut or full. @returns false: a result did not fit */
async function runTools(tools: Tools, calls: Call[], answer: Answer): Promise<boolean> {
  for (const call of calls) {
    if (answer.isCut()) return true
    const result = await tools.run(call, answer.signal)
    if (!answer.addResult(result, result.status === "error" ? "failed" : "done")) return false
  }
  return true
}

/** The most that the next model call can cost: its prompt also contains the answer so far, an answer and a message of results for each step. */
function nextCost(model: OfferedModel, size: RequestSize, answer: Answer, steps: number): NanoDollars {
  const blocks = blocksOf(answer.blocks())
  const answerTokens = blocksBound([...blocks, ...unknownResults(blocks)], model) + 2 * steps * framingTokensPerMessage
  return requestCost(model, { ...size, contentTokens: size.contentTokens + answerTokens })
}

function withAnswer(messages: ModelRequest["messages"], answer: Answer): ModelRequest["messages"] {
  const content = blocksOf(answer.blocks())
  return content.length > 0 ? [...messages, { role: "assistant", content }] : messages
}

const openCalls = (answer: Answer): Call[] =>
  blocksOf(answer.blocks()).flatMap((block) => ("toolUse" in block && block.toolUse.status === "running" ? [block.toolUse] : []))

/** A step could not be stored: what the table contains of it is found by the next reader of the turn. */
export class StepNotStored extends Error {
  override readonly name = "StepNotStored"
  readonly code = "store.unavailable"
  readonly billed = true
}

/** How often and for how long a write between two calls is begun. The SDK repeats each by itself, and an attempt that hangs takes longer. */
const maxAttempts = 5
const patienceMs = 5_000

/** @throws StepNotStored if no attempt succeeds in time */
function stored<T>({ now }: TurnContext, { answer, endsAt }: Steps, write: () => Promise<T>): Promise<T> {
  const until = Math.min(now() + patienceMs, endsAt)
  return retry(write, (_error, attempt, pauseMs) => attempt < maxAttempts && !answer.isCut() && now() + pauseMs < until).catch(
    (cause: unknown) => {
      throw new StepNotStored("A step of the turn could not be stored.", { cause })
    },
  )
}

/** With the time of now: DynamoDB refuses a repeated transaction with other limits of the hour under the same token. */
function atOneTime(context: TurnContext): TurnContext {
  const time = context.now()
  return { ...context, now: () => time }
}
