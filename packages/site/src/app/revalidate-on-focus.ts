import { refreshConversations } from "../sidebar/conversations.ts"
import { isLocked } from "../sign-in/session.ts"
import { activeThread } from "../thread/state/active-thread.ts"
import { loadThread } from "../thread/state/load-thread.ts"

// Returning to the tab fires two events at once, and switching windows fires many.
const atMostEveryMs = 2_000

/** Reloads the shown data when the page regains focus after a while: another tab or device may have changed it. */
export function revalidateOnFocus(): void {
  let last = Date.now()
  const look = () => {
    if (document.visibilityState !== "visible" || Date.now() - last < atMostEveryMs) return
    last = Date.now()
    const thread = activeThread.value
    const conversationId = thread.conversationId.value
    if (thread.running.value || isLocked.value) return
    void refreshConversations()
    if (conversationId) void loadThread(thread, conversationId)
  }
  addEventListener("focus", look)
  document.addEventListener("visibilitychange", look)
}
