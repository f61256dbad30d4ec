import type { AnswerParts } from "./answer-parts.ts"
import { AnswerView } from "./answer-view.tsx"
import { QuestionView } from "./question-view.tsx"
import type { Thread } from "./state/thread.ts"

/** A message and its answer. */
export const TurnView = ({ thread, parts }: { thread: Thread; parts: AnswerParts }) => (
  <div class="turn">
    {parts[0].content.length > 0 && <QuestionView thread={thread} turn={parts[0]} />}
    <AnswerView thread={thread} parts={parts} />
  </div>
)

/** Versions of a turn have the same place on the page, so that their controls stay the same elements and keep the focus. */
export const placeKey = ([{ turnId, parentTurnId }]: AnswerParts): string => (parentTurnId === undefined ? turnId : `after ${parentTurnId}`)
