// The shapes of the API as the page reads them. The valibot schemas of the functions stay out of the browser: they would triple its script.
export type TurnStatus = "streaming" | "complete" | "stopped" | "interrupted" | "failed"

export type Conversation = {
  conversationId: string
  title: string
  createdAt: string
  updatedAt: string
}

export type TokenUsage = { inputTokens: number; outputTokens: number; cacheReadInputTokens: number; cacheWriteInputTokens: number }
export type Cost = { usd: number }
export type Feedback = { rating: "up" | "down"; comment?: string }

export type Message = {
  messageId: string
  turnId: string
  role: "user" | "assistant"
  content: { text: string }[]
  status: TurnStatus
  createdAt: string
  stopReason?: string
  usage?: TokenUsage
  cost?: Cost
  error?: { code: string; retryable: boolean }
  feedback?: Feedback
}

/** A turn that is being answered, or ended so recently that its message is not on the page yet. */
export type RunningTurn = { turnId: string; messageId: string; status: TurnStatus; text: string; createdAt: string }

/** The text blocks of a message. */
export type Content = Message["content"]

export type ConversationList = { conversations: Conversation[]; cursor?: string }
export type ConversationPage = { conversation: Conversation; messages: Message[]; turn?: RunningTurn; cursor?: string }

/** The identity provider, as the page asks it. `anonymous`: the site can be used without signing in as well. */
export type SignIn = { issuer: string; clientId: string; scope: string; anonymous: boolean }

export type Config = {
  /** `local` on a laptop. */
  stage: string
  /** What answers: Amazon Bedrock, a model of the developer's own, or no model but the project's documents. */
  responder: "bedrock" | "local" | "documents"
  models: { modelId: string; name: string; default: boolean }[]
  limits: { textCharacters: number; retentionDays: number }
  signIn: SignIn | null
}

export type SearchResult = { conversationId: string; title: string; updatedAt: string; messageId?: string; excerpt: string }
/** `complete` is false when something older was not looked at. */
export type SearchResults = { results: SearchResult[]; complete: boolean }

export type UsageDay = { day: string; turns: number; usage: TokenUsage; cost: Cost }
/** Only days on which something was used. `today` says the limits and what is left of them. */
export type UsageReport = {
  days: UsageDay[]
  today: { budget: { limitUsd: number; leftUsd: number }; turns: { limit: number; left: number }; resetAt: string }
}

/** What became of an anonymous visitor's conversations. `busy` are being answered; `left`: there are more. */
export type Adoption = { adopted: number; busy: number; left: boolean }

export type TurnRequest = {
  turnId: string
  conversationId?: string
  content: { text: string }[]
  modelId?: string
  after: number
  /** The last turn of the conversation, if this one takes its place. */
  replaces?: string
}

export type TurnEvent =
  /** The server does not stream this turn to the caller: it can be read in `retryAfter` seconds. */
  | { type: "waiting"; conversationId: string; retryAfter?: number }
  | { type: "turn"; turnId: string; conversationId: string; userMessageId: string; messageId: string; status: TurnStatus }
  /** `end` is the length of the answer up to and with this piece, in UTF-16 code units. */
  | { type: "delta"; text: string; end: number }
  | { type: "done"; status: "complete" | "stopped"; stopReason: string; usage: TokenUsage; cost: Cost; length: number }
  | { type: "error"; status: "interrupted" | "failed"; code: string; retryable: boolean; retryAfter?: number; length: number }
