import type { Problem } from "../api/problem.ts"
import { beginEdit } from "../composer/edit-draft.ts"
import { hasOtherModels } from "../page/config.ts"
import { RetryButton } from "../ui/retry-button.tsx"
import { t } from "../words/t.ts"
import { startNewChat } from "./state/load-thread.ts"
import { isReplaceable, regenerateAnswer } from "./state/replace-turn.ts"
import type { Thread, ThreadTurn } from "./state/thread.ts"

type Props = { thread: Thread; turn: ThreadTurn }

/** A button beside the notice of an answer. */
export const Step = ({ label, take }: { label: string; take: () => void }) => (
  <button type="button" class="secondary" onClick={take}>
    {label}
  </button>
)

/** Edits the message of the last answer. */
export const EditStep = ({ thread, turn }: Props) =>
  turn.question && isReplaceable(thread, turn) ? <Step label={t.editMessage} take={() => beginEdit(thread, turn)} /> : null

/** Sends the message again, as a new turn with the selected model. */
export const RegenerateStep = ({ thread, turn, label = t.askAgain }: Props & { label?: string }) => (
  <RetryButton label={label} disabled={thread.running.value !== undefined} retry={() => void regenerateAnswer(thread, turn)} />
)

/** The remedies when a retry of the turn would fail again: editing the message, or another model. */
export function OtherStep({ thread, turn, problem }: Props & { problem: Problem }) {
  if (problem.code === "auth.forbidden") return null
  if (problem.code === "conversation.missing") return <Step label={t.newChat} take={() => void startNewChat()} />
  const isModel = problem.code === "model.refused"
  return (
    <>
      {!isModel && <EditStep thread={thread} turn={turn} />}
      {(isModel || hasOtherModels.value || !isReplaceable(thread, turn)) && <RegenerateStep thread={thread} turn={turn} />}
    </>
  )
}
