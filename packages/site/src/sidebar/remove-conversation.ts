import { signal } from "@preact/signals"
import { deleteConversation } from "../api/conversations.ts"
import { problemOf } from "../api/problem.ts"
import type { Conversation } from "../api/types.ts"
import { forgetThread } from "../thread/state/active-thread.ts"
import { announce } from "../ui/announcer.tsx"
import { notify } from "../ui/notification.tsx"
import { t } from "../words/t.ts"
import { isolated, titleOf } from "../words/titles.ts"
import { conversations, loadConversations } from "./conversations.ts"
import { markRemoved, unmarkRemoved } from "./local-changes.ts"

/** What waits to be deleted: nothing is asked of the server while it can be undone. */
export const removal = signal<Conversation | undefined>()

const undoMs = 6_000
let removalTimer: ReturnType<typeof setTimeout> | undefined

/** Takes a conversation off the list; the server is asked once the time for undoing has passed, or when the page is left. */
export function removeConversation(conversation: Conversation): void {
  commitRemoval(false)
  removal.value = conversation
  markRemoved(conversation.conversationId)
  announce(t.deleted(isolated(titleOf(conversation))))
  conversations.value = without(conversation)
  resumeRemoval()
}

/** Stops the time after which a removal is carried out. */
export const pauseRemoval = (): void => clearTimeout(removalTimer)

/** Starts that time from its beginning. */
export function resumeRemoval(): void {
  clearTimeout(removalTimer)
  removalTimer = setTimeout(() => commitRemoval(false), undoMs)
}

export function undoRemoval(): void {
  clearTimeout(removalTimer)
  const restored = removal.value
  removal.value = undefined
  if (restored) putBack(restored)
}

/** Carries out what waits to be deleted. `leaving`: the request must outlive the page. */
export function commitRemoval(leaving: boolean): void {
  clearTimeout(removalTimer)
  const removed = removal.value
  removal.value = undefined
  if (!removed) return
  forgetThread(removed.conversationId)
  deleteConversation(removed.conversationId, leaving).catch((error) => {
    // Deleted elsewhere: what was wanted.
    if (problemOf(error).code === "conversation.missing") return
    putBack(removed)
    notify(t.notSaved)
    void loadConversations()
  })
}

function putBack(conversation: Conversation): void {
  unmarkRemoved(conversation.conversationId)
  conversations.value = [...without(conversation), conversation].sort((a, b) => b.updatedAt.localeCompare(a.updatedAt))
}

const without = ({ conversationId }: Conversation) => conversations.value.filter((entry) => entry.conversationId !== conversationId)
