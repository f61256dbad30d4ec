// The shapes of the API as the page reads them. The valibot schemas of the functions stay out of the browser: they would triple its script.
export type TurnStatus = "streaming" | "complete" | "stopped" | "interrupted" | "failed"

export type Conversation = {
  conversationId: string
  title: string
  createdAt: string
  updatedAt: string
}

export type Message = {
  messageId: string
  turnId: string
  role: "user" | "assistant"
  content: { text: string }[]
  status: TurnStatus
  createdAt: string
  stopReason?: string
  error?: { code: string; retryable: boolean }
}

/** A turn that is being answered, or ended so recently that its message is not on the page yet. */
export type RunningTurn = { turnId: string; messageId: string; status: TurnStatus; text: string; createdAt: string }

export type ConversationList = { conversations: Conversation[]; cursor?: string }
export type ConversationPage = { conversation: Conversation; messages: Message[]; turn?: RunningTurn; cursor?: string }

export type Config = { models: { modelId: string; name: string; default: boolean }[]; limits: { textCharacters: number } }

export type TurnRequest = { turnId: string; conversationId?: string; content: { text: string }[]; modelId?: string; after: number }

export type TurnEvent =
  | { type: "turn"; turnId: string; conversationId: string; createdAt: string; status: TurnStatus }
  /** `end` is the length of the answer up to and with this piece, in UTF-16 code units. */
  | { type: "delta"; text: string; end: number }
  | { type: "done"; status: "complete" | "stopped"; stopReason: string; length: number }
  | { type: "error"; status: "interrupted" | "failed"; code: string; retryable: boolean; retryAfter?: number; length: number }
