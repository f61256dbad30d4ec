import { setTimeout as wait } from "node:timers/promises"
import { isExpired } from "../clock.ts"
import { isThere, readConversation } from "../conversation/read.ts"
import type { Message } from "../entities/message.ts"
import type { Turn } from "../entities/turn.ts"
import { textOf } from "../text.ts"
import type { ErrorCode } from "../visible-error.ts"
import type { TurnContext } from "./context.ts"
import { type Emit, endEvent, errorEvent, turnEvent } from "./events.ts"
import { healTurn } from "./heal.ts"
import { isDead } from "./lease.ts"
import { readTurn, turnReplaced } from "./read.ts"
import { lastWordMilliseconds } from "./settle.ts"
import { textSink } from "./text-sink.ts"

const pollMilliseconds = 400

/**
 * Joins a turn that another run is writing, or replays one that has ended: what the caller does not hold yet, then the end.
 * @param after UTF-16 code units that the caller already holds
 * @throws VisibleError `turn.missing` before anything was emitted, if the answer has been replaced or deleted
 */
export async function followTurn(
  context: TurnContext,
  found: Turn,
  after: number,
  emit: Emit,
  deadline: number,
): Promise<Message | undefined> {
  const { store, now } = context
  let sink = textSink(after, emit)
  let turn: Turn | undefined = found
  if (turn.status !== "streaming") {
    const [message, conversation] = await Promise.all([readAnswer(context, turn), readConversation(store, turn.owner, turn.conversationId)])
    // A conversation that has changed hands took its answers along.
    if (!isThere(conversation, now())) throw turnReplaced()
    emit(turnEvent(turn))
    return finish(message)
  }
  emit(turnEvent(turn))
  for (;;) {
    sink.upTo(turn.text ?? "")
    if (now() > deadline - lastWordMilliseconds) return broken("model.timeout")
    await wait(pollMilliseconds)
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

  function finish(message: Message): Message {
    sink.upTo(textOf(message.content))
    emit(endEvent(message))
    return message
  }

  function broken(code: ErrorCode): undefined {
    emit(errorEvent(code, "interrupted", sink.length()))
  }
}

async function readAnswer({ store, now }: TurnContext, { conversationId, messageId }: Turn): Promise<Message> {
  const { data } = await store.entities.messages.get({ conversationId, messageId }).go({ consistent: true })
  if (!data || isExpired(data, now())) throw turnReplaced()
  return data
}
