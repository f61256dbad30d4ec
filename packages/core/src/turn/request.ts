import type { Block } from "@parley/api/block.ts"
import type { After } from "./new-reader.ts"

/** One turn as a caller asks for it. `after` is what the caller already holds of the answer; absent, or 0: nothing. */
export type TurnRequest = {
  turnId: string
  conversationId?: string | undefined
  content: Block[]
  modelId?: string | undefined
  after?: After
  /** The last turn of the conversation, if this one takes its place. */
  replaces?: string | undefined
}
