import { Markdown } from "../markdown/markdown.tsx"
import { isRunning, type Thread, type Turn } from "../state/thread.ts"
import { text } from "../text.ts"
import { AnswerState } from "./answer-state.tsx"
import { CopyButton } from "./copy-button.tsx"

/** One question and its answer. */
export function TurnView({ thread, turn }: { thread: Thread; turn: Turn }) {
  const running = isRunning(turn.status.value)
  const answer = turn.answer.value
  return (
    <div class="turn">
      {turn.question && (
        <div class="question">
          <h2 class="unseen">{text.you}</h2>
          <p>{turn.question}</p>
          <div class="turn-tools">
            <CopyButton label={text.copyQuestion} content={() => turn.question} />
          </div>
        </div>
      )}
      <div class="answer" data-status={turn.status.value} aria-busy={running}>
        <h2 class="unseen">{text.assistant}</h2>
        {answer && <Markdown source={answer} ended={!running} />}
        <AnswerState thread={thread} turn={turn} />
        {answer && !running && (
          <div class="turn-tools">
            <CopyButton label={text.copyAnswer} content={() => answer} />
          </div>
        )}
      </div>
    </div>
  )
}
