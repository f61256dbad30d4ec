import { answerAgain } from "../state/replacing.ts"
import { resume } from "../state/resuming.ts"
import type { Thread, Turn } from "../state/thread.ts"
import { text } from "../text.ts"
import { Answering } from "./answering.tsx"
import { Notice } from "./notice.tsx"
import { ProblemWords } from "./problem-words.tsx"
import { RetryButton } from "./retry-button.tsx"
import { Stopped } from "./stopped.tsx"

/** How the answer stands, in words, with the next step. A complete answer speaks for itself. */
export function AnswerState({ thread, turn }: { thread: Thread; turn: Turn }) {
  const problem = turn.problem.value
  const busy = thread.running.value !== undefined
  switch (turn.status.value) {
    case "sending":
    case "streaming":
      return <Answering length={turn.answer.value.length} />
    case "complete":
      return <EndReason stopReason={turn.stopReason.value} />
    case "stopped":
      return <Stopped thread={thread} turn={turn} />
    case "interrupted":
      return (
        <Notice kind="warning" action={<RetryButton label={text.askAgain} disabled={busy} retry={() => void answerAgain(thread, turn)} />}>
          {text.interrupted}
        </Notice>
      )
    case "failed":
      return (
        <Notice
          kind="warning"
          action={problem?.retryable !== false && <RetryButton problem={problem} disabled={busy} retry={() => resume(thread, turn)} />}
        >
          {problem ? <ProblemWords problem={problem} /> : text.failed}
        </Notice>
      )
    case "lost":
      return (
        <Notice
          kind="warning"
          action={problem?.retryable !== false && <RetryButton problem={problem} disabled={busy} retry={() => resume(thread, turn)} />}
        >
          {problem && problem.code !== "network.lost" ? <ProblemWords problem={problem} /> : text.lost}
        </Notice>
      )
  }
}

function EndReason({ stopReason }: { stopReason: string | undefined }) {
  if (stopReason === "max_tokens") return <Notice>{text.cutAtLimit}</Notice>
  if (stopReason === "content_filtered" || stopReason === "guardrail_intervened") return <Notice>{text.filtered}</Notice>
  return null
}
