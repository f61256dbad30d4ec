import type { Problem } from "../api/problem.ts"
import { problemWords } from "../problem-words.ts"
import { load, openNew } from "../state/conversation-view.ts"
import type { Thread } from "../state/thread.ts"
import { text } from "../text.ts"
import { Notice } from "./notice.tsx"
import { RetryButton } from "./retry-button.tsx"

/** A conversation that could not be opened: gone for good, or worth another try. */
export function Unopened({ thread, problem }: { thread: Thread; problem: Problem }) {
  const id = thread.conversationId.value
  if (problem.code === "conversation.missing" || !id) {
    return (
      <Notice kind="warning" action={<RetryButton label={text.newChat} retry={() => openNew()} />}>
        {text.missing}
      </Notice>
    )
  }
  return (
    <Notice kind="warning" action={<RetryButton problem={problem} retry={() => load(thread, id)} />}>
      {text.notLoaded} {problemWords(problem)}
    </Notice>
  )
}
