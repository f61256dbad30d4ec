import type { StoredBlock } from "../blocks/stored.ts"
import type { Message } from "../entities/message.ts"
import type { ErrorCode } from "../visible-error.ts"
import type { AnswerEvent } from "./log-events.ts"

/** The caller of a turn: turns what happens to an answer into the events that the caller lacks. */
export type Reader = {
  /** Another run of the turn writes the answer: what the caller holds belongs to the one before. */
  restart(runId: string): void
  /** Passes on an event, without a look at what came before: a long answer costs no more for an event than a short one. */
  add(event: AnswerEvent): void
  /** Passes on what the caller lacks of the blocks so far. @param isEnd nothing follows them */
  upTo(blocks: readonly StoredBlock[], isEnd?: boolean): void
  /** The last event of a stored answer, after its rest. */
  end(message: Message): void
  /** The last event of a stream that ends before the answer, or cannot know its end. @param blocks those of the answer so far */
  leave(code: ErrorCode, blocks: readonly StoredBlock[]): void
}
