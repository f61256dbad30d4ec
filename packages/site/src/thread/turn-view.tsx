import { AnswerView } from "./answer-view.tsx"
import { QuestionView } from "./question-view.tsx"
import type { Thread, ThreadTurn } from "./state/thread.ts"

/** A message and its answer. */
export const TurnView = ({ thread, turn }: { thread: Thread; turn: ThreadTurn }) => (
  <div class="turn">
    {turn.content.length > 0 && <QuestionView thread={thread} turn={turn} />}
    <AnswerView thread={thread} turn={turn} />
  </div>
)
