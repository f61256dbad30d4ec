import { errorCodes } from "@parley/core/visible-error.ts"
import * as v from "valibot"

// What callers get. The OpenAPI document is made from these, and the tests check real answers against them.
const time = v.pipe(v.string(), v.isoTimestamp())
const count = v.pipe(v.number(), v.integer(), v.minValue(0))
const code = v.picklist(Object.keys(errorCodes))
const usd = v.strictObject({ usd: v.pipe(v.number(), v.minValue(0)) })

export const tokenUsage = v.strictObject({
  inputTokens: count,
  outputTokens: count,
  cacheReadInputTokens: count,
  cacheWriteInputTokens: count,
})

export const problem = v.strictObject({
  type: v.string(),
  title: v.string(),
  status: count,
  detail: v.string(),
  code,
  requestId: v.string(),
  retryAfter: v.optional(count),
  turnId: v.optional(v.string()),
  scope: v.optional(v.picklist(["visitor", "address", "network", "newcomers", "visitors", "stage"])),
  limit: v.optional(v.number()),
  used: v.optional(v.number()),
  resetAt: v.optional(time),
})

export const conversation = v.strictObject({
  conversationId: v.string(),
  title: v.string(),
  modelId: v.string(),
  createdAt: time,
  updatedAt: time,
  messageCount: count,
})

export const message = v.strictObject({
  messageId: v.string(),
  turnId: v.string(),
  role: v.picklist(["user", "assistant"]),
  content: v.array(v.strictObject({ text: v.string() })),
  status: v.picklist(["complete", "stopped", "interrupted", "failed"]),
  createdAt: time,
  stopReason: v.optional(v.string()),
  usage: v.optional(tokenUsage),
  cost: v.optional(usd),
  error: v.optional(v.strictObject({ code, retryable: v.boolean() })),
  feedback: v.optional(v.strictObject({ rating: v.picklist(["up", "down"]), comment: v.optional(v.string()) })),
})

export const conversationList = v.strictObject({ conversations: v.array(conversation), cursor: v.optional(v.string()) })

export const openedConversation = v.strictObject({
  conversation,
  messages: v.array(message),
  turn: v.optional(
    v.strictObject({ turnId: v.string(), messageId: v.string(), status: v.literal("streaming"), text: v.string(), createdAt: time }),
  ),
  cursor: v.optional(v.string()),
})

export const exportedConversation = v.strictObject({
  conversationId: v.string(),
  title: v.string(),
  modelId: v.string(),
  createdAt: time,
  updatedAt: time,
  messages: v.array(message),
})
const dayOfUse = v.strictObject({ day: v.pipe(v.string(), v.isoDate()), turns: count, usage: tokenUsage, cost: usd })
export const exportedEverything = v.strictObject({
  exportedAt: time,
  conversations: v.array(exportedConversation),
  usage: v.array(dayOfUse),
})

export const answeredTurn = v.strictObject({
  turnId: v.string(),
  conversationId: v.string(),
  status: v.picklist(["complete", "stopped", "interrupted"]),
  message,
  stopReason: v.optional(v.string()),
  usage: v.optional(tokenUsage),
  cost: v.optional(usd),
  error: v.optional(v.strictObject({ code, retryable: v.boolean() })),
})
export const runningTurn = v.strictObject({
  conversationId: v.string(),
  turnId: v.string(),
  status: v.literal("streaming"),
  retryAfter: count,
})
export const stoppedTurn = v.strictObject({ turnId: v.string() })

export const searchResults = v.strictObject({
  results: v.array(
    v.strictObject({
      conversationId: v.string(),
      title: v.string(),
      updatedAt: time,
      messageId: v.optional(v.string()),
      excerpt: v.string(),
    }),
  ),
  complete: v.boolean(),
})

export const usageReport = v.strictObject({
  days: v.array(dayOfUse),
  today: v.strictObject({
    budget: v.strictObject({ limitUsd: v.number(), leftUsd: v.number() }),
    turns: v.strictObject({ limit: count, left: count }),
    resetAt: time,
  }),
})

export const siteConfig = v.strictObject({
  version: v.string(),
  stage: v.string(),
  responder: v.picklist(["bedrock", "local", "documents"]),
  models: v.array(v.strictObject({ modelId: v.string(), name: v.string(), default: v.boolean() })),
  limits: v.strictObject({
    textCharacters: count,
    answerTokens: count,
    turnsPerDay: count,
    budgetUsdPerDay: v.number(),
    retentionDays: count,
  }),
  signIn: v.nullable(v.strictObject({ issuer: v.string(), clientId: v.string(), scope: v.string(), anonymous: v.boolean() })),
})

export const adoptable = v.strictObject({ conversations: count })
export const adoption = v.strictObject({ adopted: count, busy: count, left: v.boolean() })

export const healthReport = v.strictObject({ status: v.literal("ok"), version: v.string() })

/** The data of each server-sent event of a turn. */
export const streamEvents = {
  turn: v.strictObject({
    turnId: v.string(),
    conversationId: v.string(),
    userMessageId: v.string(),
    messageId: v.string(),
    modelId: v.string(),
    createdAt: time,
    status: v.picklist(["streaming", "complete", "stopped", "interrupted", "failed"]),
  }),
  delta: v.strictObject({ text: v.string() }),
  done: v.strictObject({
    status: v.picklist(["complete", "stopped"]),
    stopReason: v.string(),
    usage: tokenUsage,
    cost: usd,
    length: count,
    saved: v.literal(true),
  }),
  error: v.strictObject({
    code,
    message: v.string(),
    retryable: v.boolean(),
    retryAfter: v.optional(count),
    status: v.picklist(["interrupted", "failed"]),
    length: count,
  }),
}
