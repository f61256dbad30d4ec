import { networkLost, type Problem, ProblemError, problemOf } from "../api/problem.ts"
import { takeTurn } from "../api/turns.ts"
import type { TurnEvent } from "../api/types.ts"
import { text } from "../text.ts"
import { say, sayWhile } from "./announcement.ts"
import { paced } from "./frame.ts"
import type { Thread, Turn } from "./thread.ts"

const pauseBeforeRejoinMs = 800

/** Called when the server has taken the turn: from then on the question is stored there. */
type Begun = (conversationId: string) => void

/**
 * Starts or joins a turn and shows its answer as it comes. A lost connection is taken up again by itself once, and once more after each
 * stretch that brought something. What is left to the reader then stands in the turn.
 * @throws ProblemError if the turn was refused, or could not be reached, before the server took it.
 */
export async function follow(thread: Thread, turn: Turn, modelId: string | undefined, begun: Begun): Promise<void> {
  turn.problem.value = undefined
  turn.status.value = turn.answer.value ? "streaming" : "sending"
  sayWhile(text.answering)
  let isBegun = false
  for (let vainly = 0; ; ) {
    let progress = false
    try {
      return await listen(thread, turn, modelId, (event) => {
        progress = event.type === "delta"
        if (event.type !== "turn" || isBegun) return
        isBegun = true
        turn.replaces = undefined
        begun(event.conversationId)
      })
    } catch (error) {
      const problem = problemOf(error)
      vainly = progress ? 1 : vainly + 1
      if (problem.code === networkLost.code && vainly < 2) await pause()
      else if (isBegun) return giveUp(turn, problem)
      else throw error
    }
  }
}

const pause = () => new Promise((resolve) => setTimeout(resolve, pauseBeforeRejoinMs))

function giveUp(turn: Turn, problem: Problem): void {
  turn.status.value = "lost"
  turn.problem.value = problem
  say(text.lost)
}

async function listen(thread: Thread, turn: Turn, modelId: string | undefined, heard: (event: TurnEvent) => void): Promise<void> {
  const conversationId = thread.conversationId.value
  const answer = paced(turn.answer)
  const request = {
    turnId: turn.turnId,
    content: [{ text: turn.question }],
    after: answer.get().length,
    ...(conversationId ? { conversationId } : {}),
    ...(modelId ? { modelId } : {}),
    ...(turn.replaces ? { replaces: turn.replaces } : {}),
  }
  try {
    for await (const event of takeTurn(request)) {
      heard(event)
      if (event.type === "turn") begin(turn, event)
      // A piece says where it ends, so one that reaches back over text already held (to keep a surrogate pair whole) replaces it.
      else if (event.type === "delta") answer.set(answer.get().slice(0, event.end - event.text.length) + event.text)
      else {
        answer.flush()
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
    say(`${event.status === "stopped" ? text.stopped : text.complete} ${turn.answer.value}`)
  } else {
    turn.problem.value = { code: event.code, retryable: event.retryable, ...(event.retryAfter ? { retryAfter: event.retryAfter } : {}) }
    say(event.status === "failed" ? text.failed : text.interrupted)
  }
}
