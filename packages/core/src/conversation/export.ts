import { allUsage } from "../budget/usage.ts"
import type { Clock } from "../clock.ts"
import type { Conversation } from "../entities/conversation.ts"
import type { Message } from "../entities/message.ts"
import type { Store } from "../entities/store.ts"
import { usdOf } from "../model/price.ts"
import { textOf } from "../text.ts"
import { enclosed, quoted } from "./enclosed.ts"
import { allMessages } from "./messages.ts"
import { isThere } from "./read.ts"

export const exportFormats = ["markdown", "json"] as const
export type ExportFormat = (typeof exportFormats)[number]

/** One conversation as a text to keep, in pieces, so that a long one needs no memory. */
export async function* exportConversation(
  store: Store,
  conversation: Conversation,
  format: ExportFormat,
  now: Clock,
): AsyncGenerator<string> {
  const { conversationId, title, modelId, createdAt, updatedAt } = conversation
  const messages = allMessages(store, conversationId, now)
  if (format === "markdown") {
    yield `# ${title.replace(/\s+/g, " ")}\n\n`
    for await (const message of messages) yield markdownOf(message)
    return
  }
  yield `${JSON.stringify({ conversationId, title, modelId, createdAt, updatedAt }).slice(0, -1)},"messages":[`
  let separator = "\n"
  for await (const message of messages) {
    yield `${separator}${JSON.stringify(plainMessage(message))}`
    separator = ",\n"
  }
  yield "]}"
}

/** Everything of one owner, what was used per day too, as one JSON document in pieces. */
export async function* exportAll(store: Store, owner: string, now: Clock): AsyncGenerator<string> {
  yield `{"exportedAt":"${new Date(now()).toISOString()}","conversations":[`
  let separator = "\n"
  for await (const conversation of allConversations(store, owner, now)) {
    yield separator
    yield* exportConversation(store, conversation, "json", now)
    separator = ",\n"
  }
  yield `],"usage":${JSON.stringify(await allUsage(store, owner, now))}}\n`
}

async function* allConversations(store: Store, owner: string, now: Clock): AsyncGenerator<Conversation> {
  let cursor: string | null = null
  do {
    const page: { data: Conversation[]; cursor: string | null } = await store.entities.conversations.query
      .primary({ owner })
      .go({ limit: 100, pages: 1, cursor, consistent: true })
    for (const conversation of page.data) if (isThere(conversation, now())) yield conversation
    cursor = page.cursor
  } while (cursor)
}

const speakers = { user: "You", assistant: "Assistant" }
// What a person wrote is quoted: it need not be Markdown at all.
const written = { user: quoted, assistant: enclosed }
const remarks = { complete: "", stopped: " (stopped)", interrupted: " (interrupted)", failed: " (failed)" }

const markdownOf = ({ role, status, createdAt, content }: Message) =>
  `## ${speakers[role]}${remarks[status]} · ${createdAt.slice(0, 16).replace("T", " ")} UTC\n\n${written[role](textOf(content))}\n\n`

/** A message as callers see it: named fields only, money in dollars. */
export function plainMessage({ messageId, turnId, role, content, status, createdAt, stopReason, usage, cost, error, feedback }: Message) {
  return {
    messageId,
    turnId,
    role,
    content,
    status,
    createdAt,
    ...(stopReason && { stopReason }),
    ...(usage && { usage }),
    ...(cost !== undefined && { cost: { usd: usdOf(cost) } }),
    ...(error && { error }),
    ...(feedback && { feedback }),
  }
}
