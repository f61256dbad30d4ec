import type { OfferedModel } from "@parley/core/model-catalogue.ts"
import type { AnswerEnd } from "./answer.ts"
import type { PromptTokens } from "./prompt-cache.ts"

/** How one pair of operations, whole and streamed, spells an answer. */
export type AnswerFormat = {
  /** The body of the whole answer, and the headers that go with it. */
  whole(model: OfferedModel, text: string, end: AnswerEnd): { body: object; headers: Record<string, string> }
  /** The events of a streamed one: before the text, per piece of text, after the text. */
  open(model: OfferedModel, promptTokens: PromptTokens): Uint8Array[]
  delta(text: string): Uint8Array[]
  close(end: AnswerEnd): Uint8Array[]
}
