import { problemWords } from "../problem-words.ts"
import { askAgain, resume } from "../state/sending.ts"
import type { Thread, Turn } from "../state/thread.ts"
import { text } from "../text.ts"
import { Notice } from "./notice.tsx"
import { RetryButton } from "./retry-button.tsx"

/** How the answer stands, in words, with the next step. A complete answer speaks for itself. */
export function AnswerState({ thread, turn }: { thread: Thread; turn: Turn }) {
  const problem = turn.problem.value
  const busy = thread.running.value !== undefined
  switch (turn.status.value) {
    case "sending":
    case "streaming":
      return <Answering silent={turn.answer.value !== ""} />
    case "complete":
      return <EndReason stopReason={turn.stopReason.value} />
    case "stopped":
      return <Notice>{text.stopped}</Notice>
    case "interrupted":
      return (
        <Notice kind="warning" action={<RetryButton label={text.askAgain} disabled={busy} retry={() => askAgain(thread, turn.question)} />}>
          {text.interrupted}
        </Notice>
      )
    case "failed":
      return (
        <Notice
          kind="warning"
          action={problem?.retryable !== false && <RetryButton problem={problem} disabled={busy} retry={() => resume(thread, turn)} />}
        >
          {problem ? problemWords(problem) : text.failed}
        </Notice>
      )
    case "lost":
      return (
        <Notice kind="warning" action={<RetryButton problem={problem} disabled={busy} retry={() => resume(thread, turn)} />}>
          {problem && problem.code !== "network.lost" ? problemWords(problem) : text.lost}
        </Notice>
      )
  }
}

// The dots go on below the text: a pause of the model is no end.
const Answering = ({ silent }: { silent: boolean }) => (
  <p class="answering">
    <span class="dots" aria-hidden="true">
      <i />
      <i />
      <i />
    </span>
    <span class={silent ? "unseen" : undefined}>{text.answering}</span>
  </p>
)

function EndReason({ stopReason }: { stopReason: string | undefined }) {
  if (stopReason === "max_tokens") return <Notice>{text.cutAtLimit}</Notice>
  if (stopReason === "content_filtered" || stopReason === "guardrail_intervened") return <Notice>{text.filtered}</Notice>
  return null
}
