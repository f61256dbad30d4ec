import { putFeedback } from "../../api/conversations.ts"
import type { Feedback } from "../../api/types.ts"
import { notify } from "../../ui/notification.tsx"
import { t } from "../../words/t.ts"
import { startChange, type Thread, type ThreadTurn } from "./thread.ts"

/** Saves a rating. The page shows it at once and reverts it if the server refuses. Resolves to whether it was saved. */
export async function saveRating(thread: Thread, turn: ThreadTurn, feedback: Feedback | undefined): Promise<boolean> {
  const conversationId = thread.conversationId.value
  const messageId = turn.messageId.value
  if (!conversationId || !messageId) return false
  const before = turn.feedback.value
  turn.feedback.value = feedback
  const endChange = startChange(thread)
  try {
    await putFeedback(conversationId, messageId, feedback)
    return true
  } catch {
    turn.feedback.value = before
    notify(t.notSaved)
    return false
  } finally {
    endChange()
  }
}
