import { networkLost, type Problem, ProblemError, problemOf } from "../../api/problem.ts"
import { takeTurn } from "../../api/turns.ts"
import type { TurnEvent } from "../../api/types.ts"
import { challengePassed, reloadForChallenge } from "../../page/challenge.ts"
import { announceEnd, say, sayWhile } from "../../ui/announcement.ts"
import { text } from "../../words/text.ts"
import { pollAnswer } from "./polling.ts"
import { paced } from "./raf.ts"
import { startChange, type Thread, type Turn } from "./thread.ts"

const pauseBeforeRejoinMs = 800

/** Called when the server has taken the turn: from then on the question is stored there. */
type Begun = (conversationId: string) => void

/** `isKnown`: the server has the turn, so nothing is lost if it cannot be joined at once. */
type Options = { modelId: string | undefined; isKnown?: boolean; begun: Begun }

/**
 * Starts or joins a turn and shows its answer as it comes. A lost connection is taken up again by itself once, and once more after each
 * stretch that brought something; a server that ends its stream before the answer (`turn.follow`) is asked again, and one that answers 202 is
 * polled. What is left to the reader then stands in the turn.
 * @throws ProblemError if the turn was refused, or could not be reached, before the server took it.
 */
export async function follow(thread: Thread, turn: Turn, { modelId, isKnown = false, begun }: Options): Promise<void> {
  turn.problem.value = undefined
  turn.status.value = turn.answer.value ? "streaming" : "sending"
  sayWhile(text.answering)
  const endChange = startChange(thread)
  let isBegun = isKnown
  let isTold = false
  const tell = (conversationId: string) => {
    if (isTold) return
    isTold = isBegun = true
    turn.replaces = undefined
    challengePassed()
    begun(conversationId)
  }
  try {
    for (let vainly = 0; ; ) {
      let progress = false
      try {
        const rest = await listen(thread, turn, modelId, (event) => {
          progress ||= event.type === "delta"
          if (event.type === "turn" || event.type === "waiting") tell(event.conversationId)
        })
        return rest ? await poll(thread, turn, rest.conversationId, rest.retryAfter) : undefined
      } catch (error) {
        const problem = problemOf(error)
        vainly = progress ? 1 : vainly + 1
        const conversationId = thread.conversationId.value
        if (problem.code === turnFollow) {
          vainly = 0
          await pause(progress ? 0 : pauseBeforeRejoinMs)
        } else if (problem.code === networkLost.code && vainly < 2) await pause(pauseBeforeRejoinMs)
        else if (!isBegun) throw error
        else if (problem.code === "rate.exceeded" && conversationId) return await poll(thread, turn, conversationId, problem.retryAfter)
        else return giveUp(turn, problem)
      }
    }
  } finally {
    endChange()
  }
}

/** The server's end of one stretch of following: the turn goes on. */
const turnFollow = "turn.follow"

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

function giveUp(turn: Turn, problem: Problem): void {
  turn.status.value = "lost"
  turn.problem.value = problem
  say(text.lost)
  reloadForChallenge(problem)
}

async function poll(thread: Thread, turn: Turn, conversationId: string, retryAfter: number | undefined): Promise<void> {
  turn.status.value = "streaming"
  const problem = await pollAnswer(thread, turn, conversationId, retryAfter)
  if (problem) giveUp(turn, problem)
  else if (turn.status.value === "streaming") turn.status.value = "lost"
  else announceEnd(turn)
}

type Waiting = Extract<TurnEvent, { type: "waiting" }>

/** Resolves when the answer has ended, or to where the rest can be read. */
async function listen(
  thread: Thread,
  turn: Turn,
  modelId: string | undefined,
  heard: (event: TurnEvent) => void,
): Promise<Waiting | undefined> {
  const conversationId = thread.conversationId.value
  const answer = paced(turn.answer)
  const request = {
    turnId: turn.turnId,
    content: turn.content,
    after: answer.get().length,
    ...(conversationId ? { conversationId } : {}),
    ...(modelId ? { modelId } : {}),
    ...(turn.replaces ? { replaces: turn.replaces } : {}),
  }
  try {
    for await (const event of takeTurn(request)) {
      heard(event)
      if (event.type === "waiting") return event
      if (event.type === "turn") begin(turn, event)
      // A piece says where it ends, so one that reaches back over text already held (to keep a surrogate pair whole) replaces it.
      else if (event.type === "delta") answer.set(answer.get().slice(0, event.end - event.text.length) + event.text)
      else {
        answer.flush()
        if (event.type === "error" && event.code === turnFollow) throw new ProblemError({ code: turnFollow, retryable: true })
        if (event.length !== answer.get().length) {
          // Something is missing: from the start, then.
          answer.set("")
          throw new ProblemError(networkLost)
        }
        end(turn, event)
      }
    }
  } finally {
    answer.flush()
  }
  return undefined
}

function begin(turn: Turn, event: Extract<TurnEvent, { type: "turn" }>): void {
  turn.status.value = "streaming"
  turn.userMessageId.value = event.userMessageId
  turn.messageId.value = event.messageId
}

function end(turn: Turn, event: Extract<TurnEvent, { type: "done" | "error" }>): void {
  turn.status.value = event.status
  if (event.type === "done") {
    turn.stopReason.value = event.stopReason
    turn.spent.value = { usage: event.usage, cost: event.cost }
  } else {
    turn.problem.value = { code: event.code, retryable: event.retryable, ...(event.retryAfter ? { retryAfter: event.retryAfter } : {}) }
  }
  announceEnd(turn)
}
