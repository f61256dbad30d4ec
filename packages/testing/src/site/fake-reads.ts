import { type FakeTurn, fakeCost, fakeUsage, isRetryable } from "./fake-turn.ts"

export type FakeConversation = {
  owner: string
  conversationId: string
  title: string
  createdAt: string
  updatedAt: string
  messageCount: number
  modelId: string
}

/** The newest messages of a conversation, or those before `cursor`, the number of turns before it. */
export function pageOf(conversation: FakeConversation, turns: FakeTurn[], pageTurns: number, cursor: string | null) {
  const end = Number(cursor ?? turns.length)
  const start = Math.max(0, end - pageTurns)
  const running = cursor ? undefined : turns.find(({ status }) => status === "streaming")
  return {
    conversation,
    messages: turns.slice(start, end).flatMap(messagesOf),
    ...(start > 0 ? { cursor: String(start) } : {}),
    ...(running ? { turn: { messageId: `a${running.turnId}`, ...summaryOf(running) } } : {}),
  }
}

const summaryOf = (turn: FakeTurn) => {
  const { turnId, status, text, written, createdAt } = turn
  return { turnId, status, text, content: written, after: turn.idAfter(), createdAt }
}

function messagesOf({ turnId, content, written, blocks, status, error, createdAt, feedback, stopReason }: FakeTurn) {
  const user = { messageId: `u${turnId}`, turnId, role: "user", content, status: "complete", createdAt }
  if (status === "streaming") return [user]
  const said = {
    messageId: `a${turnId}`,
    turnId,
    role: "assistant",
    content: blocks ?? written,
    status,
    createdAt,
    stopReason,
    usage: fakeUsage,
    cost: fakeCost,
    ...(feedback ? { feedback } : {}),
  }
  return [user, error ? { ...said, error: { code: error.code, retryable: isRetryable(error) } } : said]
}

/** Conversations with the search words in the title or in a message. */
export function search(words: string, conversations: FakeConversation[], turns: FakeTurn[]) {
  const holds = (text: string) => text.toLowerCase().includes(words.toLowerCase())
  return conversations.flatMap(({ conversationId, title, updatedAt }) => {
    const turn = turns.find((turn) => turn.conversationId === conversationId && (holds(turn.text) || holds(turn.question)))
    if (!turn) return holds(title) ? [{ conversationId, title, updatedAt, excerpt: title }] : []
    const [messageId, excerpt] = holds(turn.text) ? [`a${turn.turnId}`, turn.text] : [`u${turn.turnId}`, turn.question]
    return [{ conversationId, title, updatedAt, messageId, excerpt: excerpt.slice(0, 160) }]
  })
}

/** Two days of usage, and today's limits. */
export function usageReport(now: number) {
  const day = (ago: number, turns: number, usd: number) => ({
    day: new Date(now - ago * 86_400_000).toISOString().slice(0, 10),
    turns,
    usage: { ...fakeUsage, outputTokens: turns * 100 },
    cost: { usd },
  })
  return {
    days: [day(12, 3, 0.04), day(0, 8, 0.25)],
    today: {
      budget: { limitUsd: 1, leftUsd: 0.75 },
      turns: { limit: 100, left: 92 },
      resetAt: new Date(now + 5 * 3_600_000).toISOString(),
    },
  }
}
