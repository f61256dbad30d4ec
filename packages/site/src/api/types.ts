// The API's types under the names that the page uses. Only types are imported: the schemas stay out of the browser, they would triple its script.
import type { Block } from "@parley/api/block.ts"
import type * as conversations from "@parley/api/conversation.ts"
import type { Message as StoredMessage } from "@parley/api/message.ts"
import type { SearchResults } from "@parley/api/search.ts"
import type { SiteConfig } from "@parley/api/site.ts"
import type { StreamEventData, TurnBody, TurnStatus } from "@parley/api/turn.ts"

export type { Block, BlockKind, BlockOf } from "@parley/api/block.ts"
export type { Adoption as ClaimResult } from "@parley/api/conversation.ts"
export type { Cost, TokenUsage } from "@parley/api/fields.ts"
export type { Feedback } from "@parley/api/message.ts"
export type { SearchResults } from "@parley/api/search.ts"
export type { SignIn } from "@parley/api/site.ts"
export type { TurnStatus } from "@parley/api/turn.ts"
export type { UsageDay, UsageReport } from "@parley/api/usage.ts"

/** The blocks of a message. */
export type Content = Block[]

/** A conversation as the page stores it; the page creates the entry of a new one. */
export type Conversation = Pick<conversations.Conversation, "conversationId" | "title" | "createdAt" | "updatedAt">
export type ConversationList = { conversations: Conversation[]; cursor?: string | undefined }
/** `api` is absent from functions of the version before, which may answer during a deployment. */
export type Config = Omit<SiteConfig, "version" | "limits" | "api"> & {
  api?: number
  limits: Pick<SiteConfig["limits"], "textCharacters" | "retentionDays">
}
export type SearchResult = SearchResults["results"][number]

type Opened = conversations.OpenedConversation
type VersionFields = "leafTurnId" | "versions" | "questions"

/** A position in the answer of a turn. Functions of the version before count the length of its text. */
type Position = string | number

/** A running turn, or one that ended so recently that its message is not on the page yet. */
export type RunningTurn = Omit<Opened["turns"][number], "status" | "parentTurnId" | "modelId" | "after"> & {
  status: TurnStatus
  parentTurnId?: string | null
  after: Position
}
/** A message. Functions of the version before do not name the turn before it. */
export type Message = Omit<StoredMessage, "parentTurnId"> & { parentTurnId?: string | null }
/** Functions of the version before have one path, and name one running turn with its text. */
export type ConversationPage = Partial<Pick<Opened, VersionFields>> & {
  conversation: Conversation
  messages: Message[]
  turns?: RunningTurn[]
  turn?: Omit<RunningTurn, "content" | "after"> & Partial<Pick<RunningTurn, "content" | "after">>
  cursor?: string | undefined
}

/** The body of `POST /chat` as the page sends it: it always makes the id itself. */
export type TurnRequest = Omit<TurnBody, "content"> & { turnId: string; content?: Content }

export type TurnEvent =
  /** The server does not stream this turn to the caller: it can be read in `retryAfter` seconds. */
  { type: "waiting"; conversationId: string; retryAfter?: number } | StreamEvent

/** An event of the stream. Its `id` is how far the answer has come with it. */
type StreamEvent = {
  [Name in keyof StreamEventData]: { type: Name; id?: Position | undefined } & StreamEventData[Name]
}[keyof StreamEventData]
