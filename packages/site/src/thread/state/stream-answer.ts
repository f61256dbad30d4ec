import { networkLost, type Problem, ProblemError, problemOf } from "../../api/problem.ts"
import type { OnReauth } from "../../api/token-source.ts"
import { postTurn } from "../../api/turns.ts"
import type { TurnEvent } from "../../api/types.ts"
import { importPart } from "../../import-part.ts"
import { challengePassed, reloadForChallenge } from "../../page/challenge.ts"
import { announce, announceUntilNext } from "../../ui/announcer.tsx"
import { t } from "../../words/t.ts"
import { withEvent } from "./answer-blocks.ts"
import { endWords } from "./end-reason.ts"
import { rafThrottled } from "./raf.ts"
import { inOrder, onBegun } from "./store-leaf.ts"
import { isVersioned, markChange, startChange, type Thread, type ThreadTurn, type TurnKind } from "./thread.ts"

const pauseBeforeRejoinMs = 800

/** Called when the server has accepted the turn and stored its message. */
type OnBegun = (conversationId: string) => void

/** `isKnown`: the server has the turn, so nothing is lost if it cannot be joined at once. */
type Options = { modelId: string | undefined; isKnown?: boolean; begun: OnBegun }

/**
 * Starts or joins a turn and shows its answer as it arrives. Reconnects once after a lost connection, and once more after each connection that
 * brought text; joins again after `turn.follow`, and polls after a 202. Sets the turn to `lost` if all of that fails.
 * @throws ProblemError if the turn was refused or the connection failed before the server accepted it.
 */
export async function streamAnswer(thread: Thread, turn: ThreadTurn, { modelId, isKnown = false, begun }: Options): Promise<void> {
  turn.problem.value = undefined
  turn.status.value = turn.answer.value ? "streaming" : "sending"
  announceUntilNext(t.answering)
  let endChange = startChange(thread)
  let next = () => {}
  thread.streams.value = [...thread.streams.value, turn]
  let isBegun = isKnown
  let isTold = false
  const tell = (conversationId: string) => {
    if (isTold) return
    isTold = isBegun = turn.accepted = true
    // The server knows the turn: reads from now on hold it, until it ends.
    endChange()
    endChange = () => markChange(thread)
    challengePassed()
    if (!isKnown) onBegun(thread, turn, conversationId)
    next()
    begun(conversationId)
  }
  try {
    if (!isKnown) next = await inOrder(thread)
    for (let failures = 0; ; ) {
      let progress = false
      try {
        const rest = await readStream(thread, turn, modelId, (event) => {
          progress ||= event.type === "block" || event.type === "delta"
          if (event.type === "turn" || event.type === "waiting") tell(event.conversationId)
        })
        return rest ? await poll(thread, turn, rest.conversationId, rest.retryAfter) : undefined
      } catch (error) {
        const problem = problemOf(error)
        failures = failuresAfter(problem, progress, failures)
        const rejoinAfterMs = rejoinPauseMs(problem, progress, failures)
        if (rejoinAfterMs !== undefined) await pause(rejoinAfterMs)
        else if (isBegun) return await leave(thread, turn, problem)
        else throw error
      }
    }
  } finally {
    endChange()
    next()
    thread.streams.value = thread.streams.value.filter((other) => other !== turn)
    thread.runningThere.value = thread.runningThere.value.filter(({ turnId }) => turnId !== turn.turnId)
  }
}

/** Failed connections in a row that brought nothing; the first one after progress counts as well. */
function failuresAfter({ code }: Problem, progress: boolean, failures: number): number {
  if (code === turnFollow) return 0
  return progress ? 1 : failures + 1
}

/** The wait before the turn is rejoined automatically; `undefined`: it is not. */
function rejoinPauseMs({ code }: Problem, progress: boolean, failures: number): number | undefined {
  if (code === turnFollow) return progress ? 0 : pauseBeforeRejoinMs
  return code === networkLost.code && failures < 2 ? pauseBeforeRejoinMs : undefined
}

/** Stops following a turn that the server has: polls it if following is limited, else offers Retry. */
async function leave(thread: Thread, turn: ThreadTurn, problem: Problem): Promise<void> {
  const conversationId = thread.conversationId.value
  if (problem.code === "rate.exceeded" && conversationId) return poll(thread, turn, conversationId, problem.retryAfter)
  // The request was accepted before: functions of another version answer now, and the answer goes on after a reload.
  markLost(turn, problem.code === "body.invalid" ? networkLost : problem)
}

/** The code with which the server ends a stream before the answer: the turn continues. */
const turnFollow = "turn.follow"

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

function markLost(turn: ThreadTurn, problem: Problem): void {
  turn.status.value = "lost"
  turn.problem.value = problem
  announce(t.lost)
  reloadForChallenge(problem)
}

async function poll(thread: Thread, turn: ThreadTurn, conversationId: string, retryAfter: number | undefined): Promise<void> {
  turn.status.value = "streaming"
  // Loaded on first use: few turns are polled.
  const polled = importPart(() => import("./poll-answer.ts")).then(({ pollAnswer }) => pollAnswer)
  const problem = await polled.then(
    (pollAnswer) => pollAnswer(thread, turn, conversationId, retryAfter),
    () => networkLost,
  )
  if (problem) markLost(turn, problem)
  else if (turn.status.value === "streaming") turn.status.value = "lost"
  else void announceEnd(thread, turn)
}

type Waiting = Extract<TurnEvent, { type: "waiting" }>

/** Resolves when the answer has ended, or to the way to get the rest. */
async function readStream(
  thread: Thread,
  turn: ThreadTurn,
  modelId: string | undefined,
  heard: (event: TurnEvent) => void,
): Promise<Waiting | undefined> {
  const conversationId = thread.conversationId.value
  const blocks = rafThrottled(turn.blocks)
  const request = {
    turnId: turn.turnId,
    ...(turn.kind === "continuation" ? { continues: true as const } : { content: turn.content }),
    ...(turn.after ? { after: turn.after } : {}),
    ...(conversationId ? { conversationId } : {}),
    ...(modelId ? { modelId } : {}),
    ...placeOf(turn),
  }
  try {
    for await (const event of postTurn(request, whenSignedOut[turn.kind])) {
      heard(event)
      if (event.type === "waiting") return event
      if (event.id) turn.after = event.id
      if (event.type === "turn") onTurn(turn, event)
      else if (event.type === "done" || event.type === "error") {
        blocks.flush()
        onEnd(thread, turn, event)
      } else blocks.set(withEvent(blocks.get(), event))
    }
  } finally {
    blocks.flush()
  }
  return undefined
}

/** Asks for a sign-in in place of a turn that needs one. */
const whenSignedOut: Record<TurnKind, OnReauth> = {
  message: { send: true },
  edit: { tell: "notSent" },
  regeneration: { tell: "notRegenerated" },
  continuation: { tell: "notContinued" },
}

/** The turn before this one. Functions of the version before know only the turn that an edited message or a new answer replaces. */
function placeOf(turn: ThreadTurn) {
  if (isVersioned(turn)) return { parentTurnId: turn.parentTurnId ?? null }
  return turn.beside && !turn.accepted ? { replaces: turn.beside } : {}
}

function onTurn(turn: ThreadTurn, event: Extract<TurnEvent, { type: "turn" }>): void {
  turn.status.value = "streaming"
  turn.userMessageId.value = event.userMessageId
  turn.messageId.value = event.messageId
}

function onEnd(thread: Thread, turn: ThreadTurn, event: Extract<TurnEvent, { type: "done" | "error" }>): void {
  if (event.type === "error" && event.code === turnFollow) throw new ProblemError({ code: turnFollow, retryable: true })
  const isTextMissing = event.type === "done" && event.length !== turn.answer.value.length
  if (isTextMissing || event.status === "failed") {
    turn.blocks.value = []
    turn.after = undefined
  }
  if (isTextMissing) throw new ProblemError(networkLost)
  turn.status.value = event.status
  if (event.type === "done") {
    turn.stopReason.value = event.stopReason
    turn.historyFrom.value = event.historyFrom
    turn.spent.value = { usage: event.usage, cost: event.cost }
  } else {
    turn.problem.value = { code: event.code, retryable: event.retryable, ...(event.retryAfter ? { retryAfter: event.retryAfter } : {}) }
  }
  void announceEnd(thread, turn)
}

/** Announces how an answer ended, and the answer itself. A version that is not shown is not read out. */
async function announceEnd(thread: Thread, turn: ThreadTurn): Promise<void> {
  if (!thread.turns.value.includes(turn)) return announce(t.otherVersionEnded)
  const isEnded = turn.status.value === "complete" || turn.status.value === "stopped"
  const words = await endWords(turn)
  // Meanwhile the next answer may have begun, or another version may be shown.
  if (thread.running.value || !thread.turns.value.includes(turn)) return
  announce(isEnded ? `${words} ${turn.answer.value}` : words)
}
