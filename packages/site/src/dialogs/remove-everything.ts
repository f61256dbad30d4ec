import { batch } from "@preact/signals"
import { deleteConversations } from "../api/conversations.ts"
import { forgetDrafts } from "../composer/draft.ts"
import { goTo } from "../page/route.ts"
import { clearConversations, conversations, loadConversations } from "../sidebar/conversations.ts"
import { markEverythingRemoved } from "../sidebar/local-changes.ts"
import { removal } from "../sidebar/remove-conversation.ts"
import { forgetThreads } from "../thread/state/active-thread.ts"
import { showConversation } from "../thread/state/load-thread.ts"
import { notify } from "../ui/notification.tsx"
import { t } from "../words/t.ts"

/**
 * Deletes all data of the visitor on the server, then its copies in this page.
 * @throws ProblemError if the server did not delete all of it.
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
  await showConversation(null)
  goTo(null)
  notify(t.deletedAll)
}
