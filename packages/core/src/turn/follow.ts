import { setTimeout as wait } from "node:timers/promises"
import { isExpired } from "../clock.ts"
import type { TurnContext } from "../context.ts"
import { isThere, readConversation } from "../conversation/read.ts"
import type { Message } from "../entities/message.ts"
import type { Part } from "../entities/part.ts"
import type { Turn } from "../entities/turn.ts"
import type { ErrorCode } from "../visible-error.ts"
import { type Emit, turnEvent } from "./events.ts"
import { lastEventMs } from "./finish.ts"
import { isOver, isWithoutLog, leaseOf } from "./lease.ts"
import { readParts } from "./log.ts"
import { type Logged, nothingLogged, runBlocks, withParts } from "./log-events.ts"
import { type After, newReader } from "./new-reader.ts"
import { usualPace } from "./pace.ts"
import { readTurn, turnReplaced } from "./read.ts"
import { tryToRecover } from "./recover.ts"

/** How a join ended. `running`: the turn is still being written, and its caller does not follow it, or no longer. */
export type Joined = { kind: "ended"; message: Message } | { kind: "broken" } | { kind: "running"; turn: Turn }

/**
 * Emits the whole answer of a turn that has ended, from what the caller does not hold yet.
 * @throws VisibleError `turn.missing` before anything was emitted, if the answer has been replaced or deleted
 */
export async function replayTurn(context: TurnContext, turn: Turn, after: After, emit: Emit): Promise<Message> {
  const { store, now } = context
  const [message, conversation] = await Promise.all([readAnswer(context, turn), readConversation(store, turn.owner, turn.conversationId)])
  // The answers of a claimed conversation belong to its new owner.
  if (!isThere(conversation, now())) throw turnReplaced()
  emit(turnEvent(turn))
  newReader(after, turn.runId, emit).end(message)
  return message
}

/** What a follower holds of a run's log. */
type Log = { held: Logged; newest: Part | undefined }
const emptyLog: Log = { held: nothingLogged, newest: undefined }

type Until = {
  /** When this process will be gone, in milliseconds since 1970. */
  deadline: number
  /** When this follower leaves: the turn goes on, and its caller may follow it again. */
  until: number
}

/** A version without an answer log writes the whole text into the turn, and each read costs all of it. */
const pollWithoutLogMs = 1_500

/** Follows a turn that another run is writing: sends the caller the rest of the answer, then the end. */
export async function followTurn(context: TurnContext, found: Turn, after: After, emit: Emit, { deadline, until }: Until): Promise<Joined> {
  const { store, now, pace = usualPace } = context
  const reader = newReader(after, found.runId, emit)
  let turn = found
  let log = emptyLog
  emit(turnEvent(turn))
  for (;;) {
    const read = await readBoth().catch(() => ({ turn, parts: [] }))
    if (!read.turn) return broken("conversation.missing")
    if (read.turn.runId !== turn.runId) {
      // The turn was restarted: the blocks that were sent belong to the failed run.
      reader.restart(read.turn.runId)
      log = emptyLog
    } else if (isWithoutLog(read.turn)) {
      log = { ...emptyLog, held: { blocks: runBlocks(read.turn, []), pieces: "" } }
      reader.upTo(log.held.blocks)
    } else if (read.parts.length > 0) {
      log = { held: withParts(log.held, read.parts), newest: read.parts.at(-1) }
      reader.upTo(log.held.blocks)
    }
    turn = read.turn
    const ended = await endOf(turn)
    if (ended) return ended
    if (now() > deadline - lastEventMs) return broken("model.timeout")
    const leftMs = until - now()
    if (leftMs <= 0) return leave()
    await wait(Math.min(isWithoutLog(turn) ? pollWithoutLogMs : pace.pollMs, leftMs))
  }

  async function readBoth() {
    const [read, parts] = await Promise.all([readTurn(store, found.owner, found.turnId), readParts(store, turn, log.newest?.seq)])
    return { turn: read, parts }
  }

  /** `undefined` while the turn is being written. */
  async function endOf(read: Turn): Promise<Joined | undefined> {
    if (read.status === "streaming") {
      if (isOver(leaseOf(read, log.newest), now())) await tryToRecover(context, read)
      return undefined
    }
    // An answer that is missing, or belongs to another run, is being restarted or deleted with its turn: the next read of the turn shows it.
    const message = await readAnswer(context, read).catch(() => undefined)
    if (message?.status === read.status) return finish(message)
    return undefined
  }

  function finish(message: Message): Joined {
    reader.end(message)
    return { kind: "ended", message }
  }

  function broken(code: ErrorCode): Joined {
    reader.leave(code, log.held.blocks)
    return { kind: "broken" }
  }

  // The answer is not interrupted, only this follow is: a stream that ends early has no other status.
  function leave(): Joined {
    reader.leave("turn.follow", log.held.blocks)
    return { kind: "running", turn }
  }
}

async function readAnswer({ store, now }: TurnContext, { conversationId, messageId }: Turn): Promise<Message> {
  const { data } = await store.entities.messages.get({ conversationId, messageId }).go({ consistent: true })
  if (!data || isExpired(data, now())) throw turnReplaced()
  return data
}
