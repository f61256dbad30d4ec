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

/** The pending removal. The server is not asked while it can be undone. */
export const removal = signal<Conversation | undefined>()

const undoMs = 6_000
let removalTimer: ReturnType<typeof setTimeout> | undefined

/** Hides a conversation. The server deletes it when the undo timer ends or the page closes. */
export function removeConversation(conversation: Conversation): void {
  commitRemoval(false)
  removal.value = conversation
  markRemoved(conversation.conversationId)
  announce(t.deleted(isolated(titleOf(conversation))))
  conversations.value = without(conversation)
  resumeRemoval()
}

/** Pauses the undo timer. */
export const pauseRemoval = (): void => clearTimeout(removalTimer)

/** Restarts the undo timer. */
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

/** Executes the pending removal. `leaving`: the request must outlive the page. */
export function commitRemoval(leaving: boolean): void {
  clearTimeout(removalTimer)
  const removed = removal.value
  removal.value = undefined
  if (!removed) return
  forgetThread(removed.conversationId)
  deleteConversation(removed.conversationId, leaving).catch((error) => {
    // Another tab or device has deleted it.
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
