import type { StoredBlock } from "../blocks/stored.ts"
import type { Message } from "../entities/message.ts"
import type { ErrorCode } from "../visible-error.ts"
import type { AnswerEvent } from "./log-events.ts"

/** The caller of a turn: makes the events that the caller lacks from the changes of an answer. */
export type Reader = {
  /** Another run of the turn writes the answer: the caller's blocks belong to the run before. */
  restart(runId: string): void
  /** Passes on an event without reading earlier ones: an event of a long answer costs no more than one of a short answer. */
  add(event: AnswerEvent): void
  /** Sends the part of the blocks so far that the caller lacks. @param isEnd nothing follows them */
  upTo(blocks: readonly StoredBlock[], isEnd?: boolean): void
  /** The last event of a stored answer, after its rest. */
  end(message: Message): void
  /** The last event of a stream that ends before the answer, or cannot know its end. @param blocks those of the answer so far */
  leave(code: ErrorCode, blocks: readonly StoredBlock[]): void
}
