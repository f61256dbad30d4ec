import { batch } from "@preact/signals"
import { deleteConversations } from "../api/conversations.ts"
import { text } from "../text.ts"
import { forgetThreads } from "./active-thread.ts"
import { open } from "./conversation-view.ts"
import { conversations, loadConversations, olderConversations, removal } from "./conversations.ts"
import { forgetDrafts } from "./draft.ts"
import { notify } from "./notification.ts"
import { goTo } from "./route.ts"

/**
 * Deletes everything of the visitor on the server, then all that this page holds of it.
 * @throws ProblemError if the server did not delete everything.
 */
export async function removeEverything(): Promise<void> {
  try {
    await deleteConversations()
  } catch (error) {
    void loadConversations()
    throw error
  }
  batch(() => {
    conversations.value = []
    olderConversations.value = undefined
    removal.value = undefined
  })
  forgetThreads()
  forgetDrafts()
  await open(null)
  goTo(null)
  notify(text.removedAll)
}
