import { hasVisibleText } from "@parley/core/visible-text.ts"
import type { ComponentChildren } from "preact"
import { ErrorText } from "../ui/error-text.tsx"
import { Notice } from "../ui/notice.tsx"
import { isWorthRetrying, RetryButton } from "../ui/retry-button.tsx"
import { useIsPast } from "../ui/use-is-past.ts"
import { t } from "../words/t.ts"
import { lastPart, textOfAnswer } from "./answer-parts.ts"
import { EndReason } from "./end-reason.tsx"
import { ContinueStep, OtherStep, type Props, RegenerateStep } from "./next-step.tsx"
import { isStoppedByParley } from "./state/end-reason.ts"
import { resumeTurn } from "./state/resume-turn.ts"
import { hasOtherBlocks, isVersioned } from "./state/thread.ts"

/** The notice of an incomplete answer: how it ended, with the next step. */
export function AnswerEnd({ thread, parts }: Props) {
  const turn = lastPart(parts)
  const problem = turn.problem.value
  const isEmpty = !hasVisibleText(textOfAnswer(parts))
  switch (turn.status.value) {
    case "complete":
      return isEmpty ? <AskAgain thread={thread} parts={parts} words={t.modelEmpty} /> : <EndReason thread={thread} parts={parts} />
    case "stopped":
      return isStoppedByParley(turn) ? <EndReason thread={thread} parts={parts} /> : <Stopped thread={thread} parts={parts} />
    case "interrupted":
      return isEmpty && !parts.some(({ blocks }) => hasOtherBlocks(blocks.value)) ? (
        <AskAgain thread={thread} parts={parts} words={t.failed} />
      ) : (
        <Interrupted thread={thread} parts={parts} />
      )
    case "failed":
      return <Resume thread={thread} parts={parts} words={problem ? <ErrorText problem={problem} /> : t.failed} />
    case "lost": {
      const isConnection = !problem || problem.code === "network.lost"
      return <Resume thread={thread} parts={parts} words={isConnection ? t.lost : <ErrorText problem={problem} />} />
    }
    default:
      return null
  }
}

function AskAgain({ thread, parts, words }: Props & { words: string }) {
  return (
    <Notice kind="warning" action={<RegenerateStep thread={thread} parts={parts} />}>
      {words}
    </Notice>
  )
}

function Interrupted({ thread, parts }: Props) {
  const steps = (
    <>
      <ContinueStep thread={thread} parts={parts} />
      <RegenerateStep thread={thread} parts={parts} />
    </>
  )
  return (
    <Notice kind="warning" action={steps}>
      {t.interrupted}
    </Notice>
  )
}

function Resume({ thread, parts, words }: Props & { words: ComponentChildren }) {
  return (
    <Notice kind="warning" action={<ResumeStep thread={thread} parts={parts} />}>
      {words}
    </Notice>
  )
}

function ResumeStep({ thread, parts }: Props) {
  const turn = lastPart(parts)
  const problem = turn.problem.value
  // A turn that others follow is not run again.
  const isFollowed = isVersioned(turn) && turn.status.value === "failed" && thread.turns.value.at(-1) !== turn
  const isPast = useIsPast(problem?.resetAt)
  const busy = thread.running.value !== undefined
  if (isFollowed) return <RegenerateStep thread={thread} parts={parts} />
  if (!problem || isPast || isWorthRetrying(problem)) {
    return <RetryButton problem={isPast ? undefined : problem} disabled={busy} retry={() => void resumeTurn(thread, turn)} />
  }
  return problem.retryable ? null : <OtherStep thread={thread} parts={parts} problem={problem} />
}

/** A stopped answer. Without text it has no tools below it, so the next step is beside the message. */
function Stopped({ thread, parts }: Props) {
  const again = <RegenerateStep thread={thread} parts={parts} label={t.regenerate} />
  return <Notice action={!hasVisibleText(textOfAnswer(parts)) && again}>{t.stopped}</Notice>
}
