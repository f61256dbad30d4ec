import { postFork } from "../../api/conversations.ts"
import { problemOf } from "../../api/problem.ts"
import { createConversationId } from "../../api/turns.ts"
import { goTo } from "../../page/route.ts"
import { refreshConversations } from "../../sidebar/conversations.ts"
import { errorMessage } from "../../ui/error-message.ts"
import { notify } from "../../ui/notification.tsx"
import { actionWords } from "../../words/action-words.ts"
import { activeThread } from "../state/active-thread.ts"
import type { Thread } from "../state/thread.ts"

// The ids of copies that may have been made though their answer was lost: the next attempt gets the same copy.
const attempts = new Map<string, string>()

/** Copies the chat up to a turn into a new one, and opens that. */
export async function forkConversation(thread: Thread, turnId: string): Promise<void> {
  const conversationId = thread.conversationId.value
  if (!conversationId) return
  const copyId = attempts.get(turnId) ?? createConversationId()
  attempts.set(turnId, copyId)
  try {
    await postFork(copyId, { conversationId, turnId })
    attempts.delete(turnId)
  } catch (error) {
    notify(`${actionWords.notCopiedChat} ${errorMessage(problemOf(error))}`)
    return
  }
  void refreshConversations()
  if (activeThread.value === thread) goTo(copyId)
  notify(actionWords.copiedChat)
}
