import type { StoredBlock } from "../blocks/stored.ts"
import type { StoreContext } from "../context.ts"
import type { Conversation } from "../entities/conversation.ts"
import type { Turn } from "../entities/turn.ts"
import { readParts } from "../turn/log.ts"
import { runBlocks } from "../turn/log-events.ts"
import { readTurn } from "../turn/read.ts"
import { tryToRecover } from "../turn/recover.ts"
import { listMessages, type MessagePage } from "./messages.ts"
import { requireConversation } from "./read.ts"

export type RunningTurn = Turn & { content: readonly StoredBlock[] }
export type OpenConversation = MessagePage & {
  conversation: Conversation
  /** With its answer so far. */
  turn: RunningTurn | undefined
}
type Page = { cursor?: string | undefined; limit: number }

/**
 * The view of an opened conversation: its newest messages and its running turn. A dead turn is ended here, if the table takes writes.
 * @throws VisibleError `conversation.missing`; `body.invalid` for a foreign cursor
 */
export async function openConversation(
  context: StoreContext,
  owner: string,
  conversationId: string,
  page: Page,
): Promise<OpenConversation> {
  const opened = await read(context, owner, conversationId, page)
  const { turn } = opened
  const hasChanged = (turn !== undefined && (await tryToRecover(context, turn))) || isTorn(opened, page)
  return hasChanged ? read(context, owner, conversationId, page) : opened
}

// A turn began or ended between the three reads: the newest message is a question without its turn.
function isTorn({ turn, messages }: OpenConversation, { cursor }: Page): boolean {
  const newest = messages.at(-1)
  return cursor === undefined && newest?.role === "user" && newest.turnId !== turn?.turnId
}

async function read({ store, now }: StoreContext, owner: string, conversationId: string, page: Page): Promise<OpenConversation> {
  const conversation = await requireConversation(store, owner, conversationId, now)
  const turn = conversation.activeTurnId ? await readTurn(store, owner, conversation.activeTurnId) : undefined
  const isRunning = turn?.status === "streaming"
  // Before the messages: once the turn has ended, its log is deleted.
  const content = isRunning ? runBlocks(turn, await readParts(store, turn)) : []
  const listed = await listMessages(store, conversationId, now, page)
  const hasAnswer = listed.messages.some(({ messageId }) => messageId === turn?.messageId)
  return { conversation, ...listed, turn: isRunning && !hasAnswer ? { ...turn, content } : undefined }
}
