import type { OfferedModel } from "@parley/core/model/catalogue.ts"
import type { PromptTokens } from "../prompt/prompt-cache.ts"
import type { AnswerEnd } from "./answer.ts"
import type { AnswerBlock, AnswerEvent } from "./answer-block.ts"

/** How one pair of operations (whole and streamed) encodes an answer. */
export type AnswerFormat = {
  /** The body of the whole answer and its headers. */
  whole(model: OfferedModel, blocks: AnswerBlock[], end: AnswerEnd): { body: object; headers: Record<string, string> }
  /** The frames of a streamed answer: before the blocks, for each event of a block, and after the blocks. */
  open(model: OfferedModel, promptTokens: PromptTokens): Uint8Array[]
  event(event: AnswerEvent): Uint8Array[]
  close(end: AnswerEnd): Uint8Array[]
}
