import { continuationOf, pathThrough, versionsOf } from "./fake-tree.ts"
import { FakeFailure, type FakeTurn, fakeUsage, isRetryable } from "./fake-turn.ts"

export type FakeConversation = {
  owner: string
  conversationId: string
  title: string
  createdAt: string
  updatedAt: string
  messageCount: number
  modelId: string
  /** The path through this turn is shown. */
  leafTurnId?: string
}

type PageOptions = { pageTurns: number; cursor: string | null; leafTurnId: string | null; isOld: boolean }

/** The newest messages of a path, or those before `cursor`: the number of turns before it, and the path's leaf. */
export function pageOf(conversation: FakeConversation, turns: FakeTurn[], { pageTurns, cursor, leafTurnId, isOld }: PageOptions) {
  if (leafTurnId && !turns.some(({ turnId }) => turnId === leafTurnId)) throw new FakeFailure(404, "turn.missing")
  const [before, leafOfCursor] = cursor?.split("~") ?? []
  const path = pathThrough(turns, leafOfCursor ?? leafTurnId ?? conversation.leafTurnId)
  const end = Number(before ?? path.length)
  const start = Math.max(0, end - pageTurns)
  const onPage = path.slice(start, end)
  const running = cursor ? [] : turns.filter(({ status }) => status === "streaming")
  const last = path.find((turn) => running.includes(turn))
  const page = {
    conversation,
    messages: onPage.flatMap((turn) => messagesOf(turn, turns)),
    ...(start > 0 ? { cursor: `${start}~${path.at(-1)?.turnId}` } : {}),
    ...(last ? { turn: summaryOf(last) } : {}),
  }
  if (isOld) return withoutTree(page)
  const lists = onPage.map((turn) => versionsOf(turns, turn)).filter((list) => list.length > 1)
  return {
    ...page,
    leafTurnId: path.at(-1)?.turnId ?? "",
    versions: Object.fromEntries(
      onPage.flatMap((turn) => lists.filter((list) => list.includes(turn)).map((list) => [turn.turnId, list.map(({ turnId }) => turnId)])),
    ),
    questions: Object.fromEntries(lists.flat().map((turn) => [turn.turnId, `hash of ${turn.question}`])),
    turns: running.map(summaryOf),
  }
}

/** The page as functions of the version before send it. */
function withoutTree<Message extends { parentTurnId: unknown }>(page: { messages: Message[]; turn?: ReturnType<typeof summaryOf> }) {
  const messages = page.messages.map(({ parentTurnId, ...message }) => message)
  if (!page.turn) return { ...page, messages }
  const { parentTurnId, content, after, ...turn } = page.turn
  return { ...page, messages, turn }
}

const summaryOf = (turn: FakeTurn) => {
  const { turnId, parentTurnId, continues, status, text, written, createdAt } = turn
  return {
    turnId,
    parentTurnId,
    ...(continues ? { continues } : {}),
    modelId: "fake",
    messageId: `a${turnId}`,
    status,
    text,
    content: written,
    after: turn.idAfter(),
    createdAt,
  }
}

function messagesOf(turn: FakeTurn, turns: FakeTurn[]) {
  const { turnId, parentTurnId, continues, content, written, blocks, status, error, createdAt, feedback, stopReason, historyFrom, cost } =
    turn
  const user = { messageId: `u${turnId}`, turnId, parentTurnId, role: "user", content, status: "complete", createdAt }
  const asked = continues ? [] : [user]
  if (status === "streaming") return asked
  const continuation = continuationOf(turns, turnId)
  const said = {
    messageId: `a${turnId}`,
    turnId,
    parentTurnId,
    ...(continues ? { continues } : {}),
    ...(continuation ? { continuedBy: continuation.turnId } : {}),
    role: "assistant",
    content: blocks ?? written,
    status,
    createdAt,
    stopReason,
    ...(historyFrom && { historyFrom }),
    usage: fakeUsage,
    cost,
    ...(feedback ? { feedback } : {}),
  }
  return [...asked, error ? { ...said, error: { code: error.code, retryable: isRetryable(error) } } : said]
}

/** Conversations with the search words in the title or in a message. */
export function search(words: string, conversations: FakeConversation[], turns: FakeTurn[]) {
  const holds = (text: string) => text.toLowerCase().includes(words.toLowerCase())
  return conversations.flatMap(({ conversationId, title, updatedAt, leafTurnId }) => {
    const own = turns.filter((turn) => turn.conversationId === conversationId)
    const turn = own.find((turn) => holds(turn.text) || holds(turn.question))
    if (!turn) return holds(title) ? [{ conversationId, title, updatedAt, excerpt: title }] : []
    const { turnId } = turn
    const [messageId, excerpt] = holds(turn.text) ? [`a${turnId}`, turn.text] : [`u${turnId}`, turn.question]
    const otherVersion = !pathThrough(own, leafTurnId).includes(turn)
    return [{ conversationId, title, updatedAt, messageId, turnId, ...(otherVersion && { otherVersion }), excerpt: excerpt.slice(0, 160) }]
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
