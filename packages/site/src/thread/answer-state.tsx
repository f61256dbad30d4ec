import { hasVisibleText } from "@parley/core/visible-text.ts"
import type { ComponentChildren } from "preact"
import { ProblemWords } from "../ui/error-text.tsx"
import { Notice } from "../ui/notice.tsx"
import { isWorthRetrying, RetryButton } from "../ui/retry-button.tsx"
import { useIsPast } from "../ui/use-is-past.ts"
import { text } from "../words/text.ts"
import { Answering } from "./answering.tsx"
import { EndReason } from "./end-reason.tsx"
import { AskAgainStep, OtherStep } from "./next-step.tsx"
import { resume } from "./state/resuming.ts"
import type { Thread, Turn } from "./state/thread.ts"
import { Stopped } from "./stopped.tsx"

type Props = { thread: Thread; turn: Turn }

/** How the answer stands, in words, with the next step. A complete answer speaks for itself. */
export function AnswerState({ thread, turn }: Props) {
  const problem = turn.problem.value
  const isEmpty = !hasVisibleText(turn.answer.value)
  switch (turn.status.value) {
    case "sending":
    case "streaming":
      return <Answering length={turn.answer.value.length} />
    case "complete":
      return isEmpty ? <AskAgain thread={thread} turn={turn} words={text.modelEmpty} /> : <EndReason thread={thread} turn={turn} />
    case "stopped":
      return <Stopped thread={thread} turn={turn} />
    case "interrupted":
      return <AskAgain thread={thread} turn={turn} words={isEmpty ? text.failed : text.interrupted} />
    case "failed":
      return <Resume thread={thread} turn={turn} words={problem ? <ProblemWords problem={problem} /> : text.failed} />
    case "lost": {
      const isConnection = !problem || problem.code === "network.lost"
      return <Resume thread={thread} turn={turn} words={isConnection ? text.lost : <ProblemWords problem={problem} />} />
    }
  }
}

function AskAgain({ thread, turn, words }: Props & { words: string }) {
  return (
    <Notice kind="warning" action={<AskAgainStep thread={thread} turn={turn} />}>
      {words}
    </Notice>
  )
}

function Resume({ thread, turn, words }: Props & { words: ComponentChildren }) {
  return (
    <Notice kind="warning" action={<ResumeStep thread={thread} turn={turn} />}>
      {words}
    </Notice>
  )
}

function ResumeStep({ thread, turn }: Props) {
  const problem = turn.problem.value
  const isPast = useIsPast(problem?.resetAt)
  const busy = thread.running.value !== undefined
  if (!problem || isPast || isWorthRetrying(problem)) {
    return <RetryButton problem={isPast ? undefined : problem} disabled={busy} retry={() => void resume(thread, turn)} />
  }
  return problem.retryable ? null : <OtherStep thread={thread} turn={turn} problem={problem} />
}
