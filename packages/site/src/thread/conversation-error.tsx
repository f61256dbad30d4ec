import type { Problem } from "../api/problem.ts"
import { claimableCount, claimPending } from "../sign-in/claimable.ts"
import { signInBundle } from "../sign-in/lazy.ts"
import { ErrorText } from "../ui/error-text.tsx"
import { useFocusIfLost } from "../ui/focus.ts"
import { NewIcon } from "../ui/icons.tsx"
import { Notice } from "../ui/notice.tsx"
import { RetryButton } from "../ui/retry-button.tsx"
import { t } from "../words/t.ts"
import { loadThread, startNewChat } from "./state/load-thread.ts"
import type { Thread } from "./state/thread.ts"

/** The error of a conversation that could not be opened: missing, or retryable. */
export function ConversationError({ thread, problem }: { thread: Thread; problem: Problem }) {
  const id = thread.conversationId.value
  const bundle = signInBundle()
  if (problem.code === claimPending.code && bundle) return <bundle.ClaimConversation />
  if (problem.code === "conversation.missing" || !id) {
    // After sign-in the open conversation may still belong to the anonymous visitor.
    const isOffered = claimableCount.value > 0
    return (
      <section class="conversation-error" aria-labelledby="unopened">
        <h2 id="unopened">{isOffered ? t.notYours : t.missing}</h2>
        <p>{isOffered ? t.notYoursDetail : t.missingDetail}</p>
        <NewChatButton />
      </section>
    )
  }
  return (
    <Notice kind="warning" action={<RetryButton problem={problem} retry={() => loadThread(thread, id)} />}>
      {t.notLoaded} <ErrorText problem={problem} />
    </Notice>
  )
}

// The button needs the focus: there is no message box to take it.
function NewChatButton() {
  return (
    <button ref={useFocusIfLost<HTMLButtonElement>()} type="button" class="primary" onClick={() => void startNewChat()}>
      <NewIcon />
      {t.newChat}
    </button>
  )
}
