import { batch } from "@preact/signals"
import { deleteConversations } from "../api/conversations.ts"
import { text } from "../text.ts"
import { forgetThreads } from "./active-thread.ts"
import { open } from "./conversation-view.ts"
import { clearConversations, conversations, loadConversations } from "./conversations.ts"
import { forgetDrafts } from "./draft.ts"
import { notify } from "./notification.ts"
import { markEverythingRemoved } from "./own-changes.ts"
import { removal } from "./removing.ts"
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
    markEverythingRemoved([...conversations.value, ...(removal.value ? [removal.value] : [])])
    clearConversations()
    removal.value = undefined
  })
  forgetThreads()
  forgetDrafts()
  await open(null)
  goTo(null)
  notify(text.removedAll)
}
