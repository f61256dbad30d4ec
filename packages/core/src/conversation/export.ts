import type { ServerBlock } from "../blocks/block.ts"
import { joined } from "../blocks/joined.ts"
import { markdownOfBlock } from "../blocks/markdown.ts"
import { blocksOf } from "../blocks/stored.ts"
import { allUsage } from "../budget/usage.ts"
import type { Clock } from "../clock.ts"
import type { Conversation } from "../entities/conversation.ts"
import type { Message } from "../entities/message.ts"
import type { Store } from "../entities/store.ts"
import { textOf } from "../text.ts"
import { cursorAfterKey } from "./cursor.ts"
import { enclosed, quoted } from "./enclosed.ts"
import { cursorOfPlace, type Limits, type Place, type Room, roomOf } from "./export-part.ts"
import { allMessages } from "./messages.ts"
import { plainMessage } from "./plain-message.ts"
import { isThere, readConversation } from "./read.ts"
import { readWholeTree, shownPath } from "./read-tree.ts"

export const exportFormats = ["markdown", "json"] as const
export type ExportFormat = (typeof exportFormats)[number]

type Options = {
  now: Clock
  limits: Limits
  /** Where the part before ended. */
  after?: Place | undefined
}

/**
 * One conversation as Markdown or JSON, in pieces: a long one is never held in memory. What is longer than a part ends after a message, and names the
 * cursor of the next part: in JSON as `next`, in Markdown in its last line.
 */
export async function* exportConversation(
  store: Store,
  conversation: Conversation,
  format: ExportFormat,
  { now, limits, after }: Options,
): AsyncGenerator<string> {
  const { conversationId } = conversation
  const room = roomOf(now, limits)
  const part = after?.part ?? 1
  const source: Source = { store, conversation, now, after: after?.messageId }
  const cut = yield* format === "markdown" ? markdownOfAll(source, room, part) : jsonOf(source, room)
  const next = cut && cursorOfPlace({ part: part + 1, conversationId, messageId: cut })
  if (format === "json") yield next ? `,"next":"${next}"}` : "}"
  else if (next) yield `*This is part ${part} of the conversation. It goes on in the next part, the download with \`after=${next}\`.*\n`
}

/**
 * Everything of one owner as one JSON document in pieces, or a part of it: whole conversations, oldest first, then what was used per day. A document
 * that is not complete has the cursor of the next part as `next`, and the last one the days of use.
 */
export async function* exportAll(store: Store, owner: string, { now, limits, after }: Options): AsyncGenerator<string> {
  const room = roomOf(now, limits)
  const part = after?.part ?? 1
  yield `{"exportedAt":"${new Date(now()).toISOString()}","part":${part},"conversations":[`
  let separator = "\n"
  let next: Omit<Place, "part"> | undefined
  let last: string | undefined
  for await (const source of sourcesOf(store, owner, now, after)) {
    const { conversationId } = source.conversation
    if (last !== undefined && room.isFull()) {
      next = { conversationId: last }
      break
    }
    yield separator
    const cut = yield* jsonOf(source, room)
    yield "}"
    separator = ",\n"
    last = conversationId
    if (cut) {
      next = { conversationId, messageId: cut }
      break
    }
  }
  if (next) yield `],"complete":false,"next":"${cursorOfPlace({ part: part + 1, ...next })}"}\n`
  else yield `],"complete":true,"usage":${JSON.stringify(await allUsage(store, owner, now))}}\n`
}

/** A conversation, or what comes of it after one of its messages. */
type Source = { store: Store; conversation: Conversation; now: Clock; after?: string | undefined }

const messagesOf = ({ store, conversation, now, after }: Source) => allMessages(store, conversation.conversationId, now, after)

/** The nodes of a conversation, and which of its messages are on the shown path. */
async function treeOfSource({ store, conversation, now }: Source) {
  const view = await readWholeTree({ store, now }, conversation)
  const shown = new Set(shownPath(view).map(({ turnId }) => turnId))
  return { nodes: view.tree.nodes, isShown: ({ turnId }: Message) => shown.size === 0 || shown.has(turnId) }
}

/**
 * A conversation as JSON without its last bracket.
 * @returns the message after which it was cut
 */
async function* jsonOf(source: Source, room: Room): AsyncGenerator<string, string | undefined> {
  const { conversationId, title, modelId, createdAt, updatedAt } = source.conversation
  const begun = room.written
  yield room.fill(`${JSON.stringify({ conversationId, title, modelId, createdAt, updatedAt }).slice(0, -1)},"messages":[`)
  const { nodes, isShown } = await treeOfSource(source)
  let last: string | undefined
  for await (const message of messagesOf(source)) {
    if (last !== undefined && room.isFull(begun)) {
      yield `],"complete":false`
      return last
    }
    const marked = { ...plainMessage(message, nodes.get(message.turnId)), shown: isShown(message) }
    yield room.fill(`${last === undefined ? "\n" : ",\n"}${JSON.stringify(marked)}`)
    last = message.messageId
  }
  yield `],"complete":true`
  return undefined
}

async function* markdownOfAll(source: Source, room: Room, part: number): AsyncGenerator<string, string | undefined> {
  yield `# ${source.conversation.title.replace(/\s+/g, " ")}${part > 1 ? ` (part ${part})` : ""}\n\n`
  const { isShown } = await treeOfSource(source)
  let last: string | undefined
  for await (const messages of continuedMessages(messagesOf(source))) {
    if (last !== undefined && room.isFull()) return last
    yield room.fill(markdownOf(messages, messages.some(isShown)))
    last = messages.at(-1)?.messageId
  }
  return undefined
}

/** The conversations of an owner, oldest first: what is left of the one in which a part was cut, then those after it. */
async function* sourcesOf(store: Store, owner: string, now: Clock, after: Place | undefined): AsyncGenerator<Source> {
  const { conversations } = store.entities
  if (after?.messageId) {
    const conversation = await readConversation(store, owner, after.conversationId)
    if (isThere(conversation, now())) yield { store, conversation, now, after: after.messageId }
  }
  let cursor = after ? cursorAfterKey(conversations.get({ owner, conversationId: after.conversationId }).params()) : null
  do {
    const page: { data: Conversation[]; cursor: string | null } = await conversations.query
      .primary({ owner })
      .go({ limit: 100, pages: 1, cursor, consistent: true })
    for (const conversation of page.data) if (isThere(conversation, now())) yield { store, conversation, now }
    cursor = page.cursor
  } while (cursor)
}

/** Messages, each answer together with its continuations if these follow it in the order of time. */
async function* continuedMessages(messages: AsyncIterable<Message>): AsyncGenerator<[Message, ...Message[]]> {
  let held: [Message, ...Message[]] | undefined
  for await (const message of messages) {
    if (held && message.continues && message.parentTurnId === held.at(-1)?.turnId) {
      held.push(message)
      continue
    }
    if (held) yield held
    held = [message]
  }
  if (held) yield held
}

const speakers = { user: "You", assistant: "Assistant" }
// The user's text is quoted: it may not be Markdown.
const written = { user: quoted, assistant: enclosed }

/** @param parts a message, or an answer and its continuations */
function markdownOf(parts: [Message, ...Message[]], isShown: boolean): string {
  const [{ role, createdAt, continues }] = parts
  const status = parts.at(-1)?.status ?? "complete"
  const remarks = [...(continues ? ["continued"] : []), ...(status === "complete" ? [] : [status]), ...(isShown ? [] : ["other version"])]
  const remark = remarks.length > 0 ? ` (${remarks.join(", ")})` : ""
  const content = contentOf(role, joined(parts.map((part) => blocksOf(part.content))))
  return `## ${speakers[role]}${remark} · ${createdAt.slice(0, 16).replace("T", " ")} UTC\n\n${content}\n\n`
}

/** Texts that follow each other are one text. Other blocks stand between them, each as Markdown of its own. */
function contentOf(role: Message["role"], blocks: ServerBlock[]): string {
  const parts: { texts: ServerBlock[]; block?: ServerBlock }[] = [{ texts: [] }]
  for (const block of blocks) {
    if ("text" in block) parts.at(-1)?.texts.push(block)
    else parts.push({ block, texts: [] })
  }
  return parts
    .flatMap(({ block, texts }) => [
      ...(block ? [markdownOfBlock(block)] : []),
      ...(texts.length > 0 ? [written[role](textOf(texts))] : []),
    ])
    .join("\n\n")
}
