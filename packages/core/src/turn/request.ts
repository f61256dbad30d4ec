import type { Block } from "@parley/api/block.ts"
import type { After } from "./new-reader.ts"

/** One turn as a caller asks for it. `after` is the caller's position in the answer; absent, or 0: the start. */
export type TurnRequest = {
  turnId: string
  conversationId?: string | undefined
  /** The turn that this one follows, or `root`. Absent: the shown leaf, or the first turn of a new conversation. */
  parentTurnId?: string | undefined
  /** A further version of this turn: it gets the same parent. For pages of versions without a tree. */
  versionOf?: string | undefined
  /** Empty for a turn that continues the answer of its parent. */
  content: Block[]
  continues?: boolean | undefined
  modelId?: string | undefined
  /** The most tokens of the history that the turn pays for; absent: the site's limit. */
  historyTokens?: number | undefined
  after?: After
}
