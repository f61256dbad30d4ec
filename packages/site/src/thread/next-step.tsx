import type { Problem } from "../api/problem.ts"
import { beginEdit } from "../composer/typing.ts"
import { hasOtherModels } from "../page/model.ts"
import { RetryButton } from "../ui/retry-button.tsx"
import { text } from "../words/text.ts"
import { openNew } from "./state/conversation-view.ts"
import { answerAgain, isReplaceable } from "./state/replacing.ts"
import type { Thread, Turn } from "./state/thread.ts"

type Props = { thread: Thread; turn: Turn }

/** A button beside the words about an answer. */
export const Step = ({ label, take }: { label: string; take: () => void }) => (
  <button type="button" class="secondary" onClick={take}>
    {label}
  </button>
)

/** Changes the question of the last answer. */
export const EditStep = ({ thread, turn }: Props) =>
  turn.question && isReplaceable(thread, turn) ? <Step label={text.editQuestion} take={() => beginEdit(thread, turn)} /> : null

/** Asks the question again, as another turn and with the model that is chosen now. */
export const AskAgainStep = ({ thread, turn, label = text.askAgain }: Props & { label?: string }) => (
  <RetryButton label={label} disabled={thread.running.value !== undefined} retry={() => void answerAgain(thread, turn)} />
)

/** What helps where the same turn fails again: another question, or the same one with another model. */
export function OtherStep({ thread, turn, problem }: Props & { problem: Problem }) {
  if (problem.code === "auth.forbidden") return null
  if (problem.code === "conversation.missing") return <Step label={text.newChat} take={() => void openNew()} />
  const isModel = problem.code === "model.refused"
  return (
    <>
      {!isModel && <EditStep thread={thread} turn={turn} />}
      {(isModel || hasOtherModels.value || !isReplaceable(thread, turn)) && <AskAgainStep thread={thread} turn={turn} />}
    </>
  )
}
