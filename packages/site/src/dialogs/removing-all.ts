import { batch } from "@preact/signals"
import { deleteConversations } from "../api/conversations.ts"
import { forgetDrafts } from "../composer/draft.ts"
import { goTo } from "../page/route.ts"
import { clearConversations, conversations, loadConversations } from "../sidebar/conversations.ts"
import { markEverythingRemoved } from "../sidebar/own-changes.ts"
import { removal } from "../sidebar/removing.ts"
import { forgetThreads } from "../thread/state/active-thread.ts"
import { open } from "../thread/state/conversation-view.ts"
import { notify } from "../ui/notification.ts"
import { text } from "../words/text.ts"

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
