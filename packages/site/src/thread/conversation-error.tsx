import type { Problem } from "../api/problem.ts"
import { adoptable, conversationOffered } from "../sign-in/claimable.ts"
import { fetchedPart } from "../sign-in/lazy.ts"
import { ProblemWords } from "../ui/error-text.tsx"
import { NewIcon } from "../ui/icons.tsx"
import { Notice } from "../ui/notice.tsx"
import { RetryButton } from "../ui/retry-button.tsx"
import { useFreeFocus } from "../ui/use-free-focus.ts"
import { text } from "../words/text.ts"
import { load, openNew } from "./state/conversation-view.ts"
import type { Thread } from "./state/thread.ts"

/** A conversation that could not be opened: gone for good, or worth another try. */
export function Unopened({ thread, problem }: { thread: Thread; problem: Problem }) {
  const id = thread.conversationId.value
  const Part = fetchedPart()
  if (problem.code === conversationOffered.code && Part) return <Part.OfferedConversation />
  if (problem.code === "conversation.missing" || !id) {
    // Whoever signs in while a conversation is open comes back to one that is still the visitor's.
    const isOffered = adoptable.value > 0
    return (
      <section class="unopened" aria-labelledby="unopened">
        <h2 id="unopened">{isOffered ? text.notYours : text.missing}</h2>
        <p>{isOffered ? text.notYoursDetail : text.missingDetail}</p>
        <NewChatButton />
      </section>
    )
  }
  return (
    <Notice kind="warning" action={<RetryButton problem={problem} retry={() => load(thread, id)} />}>
      {text.notLoaded} <ProblemWords problem={problem} />
    </Notice>
  )
}

// There is no message box beside it, which would have the focus.
function NewChatButton() {
  return (
    <button ref={useFreeFocus<HTMLButtonElement>()} type="button" class="primary" onClick={() => void openNew()}>
      <NewIcon />
      {text.newChat}
    </button>
  )
}
