import { setTimeout as wait } from "node:timers/promises"
import { isExpired } from "../clock.ts"
import type { TurnContext } from "../context.ts"
import { isThere, readConversation } from "../conversation/read.ts"
import type { Message } from "../entities/message.ts"
import type { Turn } from "../entities/turn.ts"
import { textOf } from "../text.ts"
import type { ErrorCode } from "../visible-error.ts"
import { type Emit, endEvent, errorEvent, turnEvent } from "./events.ts"
import { lastWordMilliseconds } from "./finish.ts"
import { beatMilliseconds } from "./heartbeat.ts"
import { isDead } from "./lease.ts"
import { readTurn, turnReplaced } from "./read.ts"
import { healTurn } from "./recover.ts"
import { textSink } from "./text-sink.ts"

/** How a join ended. `running`: the turn is still being written, and its caller does not follow it, or no longer. */
export type Joined = { kind: "ended"; message: Message } | { kind: "broken" } | { kind: "running"; turn: Turn }

/**
 * Emits the whole answer of a turn that has ended, from what the caller does not hold yet.
 * @param after UTF-16 code units that the caller already holds
 * @throws VisibleError `turn.missing` before anything was emitted, if the answer has been replaced or deleted
 */
export async function replayTurn(context: TurnContext, turn: Turn, after: number, emit: Emit): Promise<Message> {
  const { store, now } = context
  const [message, conversation] = await Promise.all([readAnswer(context, turn), readConversation(store, turn.owner, turn.conversationId)])
  // A conversation that has changed hands took its answers along.
  if (!isThere(conversation, now())) throw turnReplaced()
  emit(turnEvent(turn))
  textSink(after, emit).upTo(textOf(message.content))
  emit(endEvent(message))
  return message
}

type Until = {
  /** When this process will be gone, in milliseconds since 1970. */
  deadline: number
  /** When this follower makes room: the turn goes on, and the caller may come again. */
  until: number
}

/**
 * Follows a turn that another run is writing: what the caller does not hold yet, then the end. The turn is read as often as its generator
 * writes it, since each read costs the whole text.
 * @param after UTF-16 code units that the caller already holds
 */
export async function followTurn(
  context: TurnContext,
  found: Turn,
  after: number,
  emit: Emit,
  { deadline, until }: Until,
): Promise<Joined> {
  const { store, now } = context
  let sink = textSink(after, emit)
  let turn: Turn | undefined = found
  emit(turnEvent(turn))
  for (;;) {
    sink.upTo(turn.text ?? "")
    if (now() > deadline - lastWordMilliseconds) return broken("model.timeout")
    const left = until - now()
    if (left <= 0) return released(turn)
    await wait(Math.min(beatMilliseconds(turn.text?.length ?? 0), left))
    const before: Turn = turn
    turn = await readTurn(store, found.owner, found.turnId).catch(() => before)
    if (!turn) return broken("conversation.missing")
    // Begun again meanwhile: what was passed on so far may be of the lost run.
    if (turn.runId !== before.runId) sink = textSink(0, emit)
    if (isDead(turn, now())) {
      await healTurn(context, turn).catch((error: unknown) => context.log("A turn could not be healed", { turnId: found.turnId, error }))
    } else if (turn.status !== "streaming") {
      // An answer that is not there, or is another run's, is being written once more, or goes with its turn: the next read of the turn tells.
      const message = await readAnswer(context, turn).catch(() => undefined)
      if (message?.status === turn.status) return finish(message)
      if (turn.replacedBy) return broken("turn.missing")
    }
  }

  function finish(message: Message): Joined {
    sink.upTo(textOf(message.content))
    emit(endEvent(message))
    return { kind: "ended", message }
  }

  function broken(code: ErrorCode): Joined {
    const length = sink.length()
    emit(errorEvent(code, length > 0 ? "interrupted" : "failed", length))
    return { kind: "broken" }
  }

  // Not the answer is interrupted but this listening: there is no other status for a stream that ends early.
  function released(running: Turn): Joined {
    emit(errorEvent("turn.follow", "interrupted", sink.length()))
    return { kind: "running", turn: running }
  }
}

async function readAnswer({ store, now }: TurnContext, { conversationId, messageId }: Turn): Promise<Message> {
  const { data } = await store.entities.messages.get({ conversationId, messageId }).go({ consistent: true })
  if (!data || isExpired(data, now())) throw turnReplaced()
  return data
}
