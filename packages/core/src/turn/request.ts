import type { Block } from "@parley/api/block.ts"

/** One turn as a caller asks for it. `after` is what the caller already holds of the answer, in UTF-16 code units. */
export type TurnRequest = {
  turnId: string
  conversationId?: string | undefined
  content: Block[]
  modelId?: string | undefined
  after: number
  /** The last turn of the conversation, if this one takes its place. */
  replaces?: string | undefined
}
