import { hasVisibleText } from "@parley/core/visible-text.ts"
import type { ComponentChildren } from "preact"
import type { Problem } from "../api/problem.ts"
import { answerAgain } from "../state/replacing.ts"
import { resume } from "../state/resuming.ts"
import type { Thread, Turn } from "../state/thread.ts"
import { text } from "../text.ts"
import { Answering } from "./answering.tsx"
import { EndReason } from "./end-reason.tsx"
import { Notice } from "./notice.tsx"
import { ProblemWords } from "./problem-words.tsx"
import { isWorthWaiting, RetryButton } from "./retry-button.tsx"
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
  const busy = thread.running.value !== undefined
  return (
    <Notice kind="warning" action={<RetryButton label={text.askAgain} disabled={busy} retry={() => void answerAgain(thread, turn)} />}>
      {words}
    </Notice>
  )
}

function Resume({ thread, turn, words }: Props & { words: ComponentChildren }) {
  const problem = turn.problem.value
  const busy = thread.running.value !== undefined
  return (
    <Notice
      kind="warning"
      action={canRetry(problem) && <RetryButton problem={problem} disabled={busy} retry={() => void resume(thread, turn)} />}
    >
      {words}
    </Notice>
  )
}

const canRetry = (problem: Problem | undefined) => !problem || (problem.retryable && isWorthWaiting(problem))
