import type { StoredBlock } from "../blocks/stored.ts"
import type { StoreContext } from "../context.ts"
import type { Conversation } from "../entities/conversation.ts"
import type { Message } from "../entities/message.ts"
import type { TreeNode } from "../entities/node.ts"
import type { Turn } from "../entities/turn.ts"
import { readParts } from "../turn/log.ts"
import { runBlocks } from "../turn/log-events.ts"
import { readTurn } from "../turn/read.ts"
import { tryToRecover } from "../turn/recover.ts"
import { turnMissing } from "../turn/stop.ts"
import { readMessages } from "./path-messages.ts"
import { hasPage, type PathPage, type PathQuery, pathPage, startOfCursor, wrongCursor } from "./path-page.ts"
import { readTree, shownLeaf, type TreeView } from "./read-tree.ts"
import { runningTurns } from "./running.ts"
import { versionsOf } from "./tree.ts"

export type RunningTurn = Turn & { content: readonly StoredBlock[] }
export type OpenConversation = {
  conversation: Conversation
  /** Of one path, oldest first. */
  messages: Message[]
  cursor?: string
  leafTurnId: string
  /** The nodes of the turns on this page, by turn. */
  nodes: ReadonlyMap<string, TreeNode>
  /** All versions of each turn on this page that has any, oldest first. */
  versions: ReadonlyMap<string, readonly TreeNode[]>
  /** All running turns, with their answers so far. */
  turns: RunningTurn[]
  /** The one on this page. */
  turn: RunningTurn | undefined
}

/** A turn may begin or end between the reads. */
const maxReads = 3

/**
 * The view of an opened conversation: the newest messages of the shown path, or of the path through `leafTurnId`, and the running turns. A
 * dead turn is ended here, if the table takes writes.
 * @throws VisibleError `conversation.missing`; `turn.missing` for a foreign leaf; `body.invalid` for a foreign cursor
 */
export async function openConversation(
  context: StoreContext,
  owner: string,
  conversationId: string,
  query: PathQuery,
): Promise<OpenConversation> {
  for (let reads = 1; ; reads++) {
    const opened = await read(context, owner, conversationId, query)
    const recovered = await Promise.all(opened.turns.map((turn) => tryToRecover(context, turn)))
    const isLast = reads === maxReads
    if (isLast || !(recovered.includes(true) || (query.cursor === undefined && isTorn(opened)))) return opened
  }
}

/** A turn began or ended between the reads: the newest question has neither an answer nor a running turn, or a running turn no node. */
function isTorn({ turns, messages, conversation }: OpenConversation): boolean {
  const newest = messages.at(-1)
  const isRunning = (turnId: string) => turns.some((turn) => turn.turnId === turnId)
  return newest === undefined ? isRunning(conversation.lastTurnId) : newest.role === "user" && !isRunning(newest.turnId)
}

async function read(context: StoreContext, owner: string, conversationId: string, query: PathQuery): Promise<OpenConversation> {
  const start = query.cursor === undefined ? undefined : startOfCursor(query.cursor)
  const view = await readTree(context, owner, conversationId, hasPage(query, start))
  if (start && !view.tree.nodes.has(start.turnId)) throw wrongCursor()
  if (query.leafTurnId !== undefined && !view.tree.nodes.has(query.leafTurnId)) throw turnMissing()
  const page = pathPage(view, query, start)
  // Before the messages: once a turn has ended, its log is deleted.
  const running = await Promise.all(runningTurns(view.conversation).map((turnId) => readRunning(context, owner, turnId)))
  const found = await readMessages(context, conversationId, page.messageIds, view.tree)
  // The answer of a turn that ended since is there.
  const turns = running.flatMap((turn) => (turn && !found.has(turn.messageId) ? turn : []))
  const messages = page.messageIds.flatMap((messageId) => found.get(messageId) ?? []).reverse()
  const shown = page.turns.map(({ turnId }) => turnId)
  return {
    conversation: view.conversation,
    messages,
    ...(page.cursor !== undefined && { cursor: page.cursor }),
    leafTurnId: shownLeaf(view, query.leafTurnId),
    nodes: new Map(page.turns.map((node) => [node.turnId, node])),
    versions: versionsOn(view, page),
    turns,
    turn: turns.find(({ turnId }) => shown.includes(turnId)),
  }
}

async function readRunning({ store }: StoreContext, owner: string, turnId: string): Promise<RunningTurn | undefined> {
  const turn = await readTurn(store, owner, turnId)
  if (turn?.status !== "streaming") return undefined
  return { ...turn, content: runBlocks(turn, await readParts(store, turn)) }
}

function versionsOn({ tree }: TreeView, { turns }: PathPage): Map<string, readonly TreeNode[]> {
  const versions = turns.map(({ turnId }) => [turnId, versionsOf(tree, turnId)] as const)
  return new Map(versions.filter(([, all]) => all.length > 1))
}
