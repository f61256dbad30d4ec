import { patchLeaf } from "../../api/conversations.ts"
import { notify } from "../../ui/notification.tsx"
import { t } from "../../words/t.ts"
import { isVersioned, type Thread, type ThreadTurn } from "./thread.ts"

/** The last turn of the shown path that the server has. */
export const shownLeaf = ({ turns }: Thread): string | undefined => turns.value.findLast(({ accepted }) => accepted)?.turnId

/**
 * Waits for the requests before that change which turn the server shows: those that begin a turn or store a leaf. They follow each other, so that the
 * server ends at the last one. Resolves to the function that lets the next one go.
 */
export async function inOrder({ leaf }: Thread): Promise<() => void> {
  const before = leaf.last
  let next = () => {}
  leaf.last = new Promise((resolve) => {
    next = resolve
  })
  await before
  return next
}

/** A turn that has begun is the one that the server shows. The page may show another version by then. */
export function onBegun(thread: Thread, begun: ThreadTurn, conversationId: string): void {
  thread.leaf.stored = begun.turnId
  if (isVersioned(begun)) storeShown(thread, conversationId)
}

/** Stores the shown turn, if the server shows another one. */
export function storeShown(thread: Thread, conversationId: string): void {
  const leaf = shownLeaf(thread)
  if (leaf && thread.leaf.stored !== undefined && leaf !== thread.leaf.stored) storeLeaf(thread, conversationId, leaf)
}

/** Stores which turn's path is shown. The last choice counts. */
export function storeLeaf(thread: Thread, conversationId: string, turnId: string): void {
  const { leaf } = thread
  const isQueued = leaf.wanted !== undefined
  leaf.stored = leaf.wanted = turnId
  if (!isQueued) void storeWanted(thread, conversationId)
}

async function storeWanted(thread: Thread, conversationId: string): Promise<void> {
  const next = await inOrder(thread)
  const { wanted } = thread.leaf
  thread.leaf.wanted = undefined
  try {
    if (wanted) await patchLeaf(conversationId, wanted)
  } catch {
    if (!thread.leaf.wanted) notify(t.notSaved)
  } finally {
    next()
  }
}
