import { hasVisibleText } from "@parley/core/visible-text.ts"
import type { ComponentChildren } from "preact"
import { ErrorText } from "../ui/error-text.tsx"
import { Notice } from "../ui/notice.tsx"
import { isWorthRetrying, RetryButton } from "../ui/retry-button.tsx"
import { useIsPast } from "../ui/use-is-past.ts"
import { t } from "../words/t.ts"
import { EndReason } from "./end-reason.tsx"
import { OtherStep, RegenerateStep } from "./next-step.tsx"
import { resumeTurn } from "./state/resume-turn.ts"
import type { Thread, ThreadTurn } from "./state/thread.ts"
import { WritingIndicator } from "./writing-indicator.tsx"

type Props = { thread: Thread; turn: ThreadTurn }

/** The state of the answer with its next step. A complete answer shows none. */
export function AnswerState({ thread, turn }: Props) {
  const problem = turn.problem.value
  const isEmpty = !hasVisibleText(turn.answer.value)
  switch (turn.status.value) {
    case "sending":
    case "streaming":
      return <WritingIndicator content={turn.blocks.value} />
    case "complete":
      return isEmpty ? <AskAgain thread={thread} turn={turn} words={t.modelEmpty} /> : <EndReason thread={thread} turn={turn} />
    case "stopped":
      return turn.stopReason.value === "size" ? <EndReason thread={thread} turn={turn} /> : <Stopped thread={thread} turn={turn} />
    case "interrupted":
      return <AskAgain thread={thread} turn={turn} words={isEmpty ? t.failed : t.interrupted} />
    case "failed":
      return <Resume thread={thread} turn={turn} words={problem ? <ErrorText problem={problem} /> : t.failed} />
    case "lost": {
      const isConnection = !problem || problem.code === "network.lost"
      return <Resume thread={thread} turn={turn} words={isConnection ? t.lost : <ErrorText problem={problem} />} />
    }
  }
}

function AskAgain({ thread, turn, words }: Props & { words: string }) {
  return (
    <Notice kind="warning" action={<RegenerateStep thread={thread} turn={turn} />}>
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
    return <RetryButton problem={isPast ? undefined : problem} disabled={busy} retry={() => void resumeTurn(thread, turn)} />
  }
  return problem.retryable ? null : <OtherStep thread={thread} turn={turn} problem={problem} />
}

/** A stopped answer. Without text it has no tools below it, so the next step is beside the message. */
function Stopped({ thread, turn }: Props) {
  const again = <RegenerateStep thread={thread} turn={turn} label={t.regenerate} />
  return <Notice action={!hasVisibleText(turn.answer.value) && again}>{t.stopped}</Notice>
}
