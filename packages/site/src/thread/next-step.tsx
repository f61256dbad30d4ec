import type { Problem } from "../api/problem.ts"
import { beginEdit } from "../composer/edit-draft.ts"
import { hasOtherModels } from "../page/config.ts"
import { RetryButton } from "../ui/retry-button.tsx"
import { actionWords } from "../words/action-words.ts"
import { t } from "../words/t.ts"
import { type AnswerParts, lastPart } from "./answer-parts.ts"
import { canAddVersion } from "./state/can-add-version.ts"
import { isStoppedByParley } from "./state/end-reason.ts"
import { startNewChat } from "./state/load-thread.ts"
import type { Thread, ThreadTurn } from "./state/thread.ts"
import { continueAnswer } from "./versions/continue-answer.ts"
import { regenerateAnswer } from "./versions/new-version.ts"

export type Props = { thread: Thread; parts: AnswerParts }

/** A button beside the notice of an answer. */
export const Step = ({ label, take, kind = "secondary" }: { label: string; take: () => void; kind?: "primary" | "secondary" }) => (
  <button type="button" class={kind} onClick={take}>
    {label}
  </button>
)

/** Edits the message of the answer. */
export const EditStep = ({ thread, parts: [turn] }: Props) =>
  turn.question && canAddVersion(thread, turn) ? <Step label={t.editMessage} take={() => beginEdit(thread, turn)} /> : null

/** Sends the message again, as a new turn with the selected model. */
export const RegenerateStep = ({ thread, parts: [turn], label = actionWords.askAgain }: Props & { label?: string }) => (
  <RetryButton label={label} disabled={thread.running.value !== undefined} retry={() => void regenerateAnswer(thread, turn)} />
)

const isCut = (turn: ThreadTurn) =>
  turn.status.value === "interrupted" ||
  isStoppedByParley(turn) ||
  (turn.status.value === "complete" && turn.stopReason.value === "max_tokens")

/** Continues an answer that was cut off, once, if it is the last one. */
export function ContinueStep({ thread, parts }: Props) {
  const turn = lastPart(parts)
  if (thread.turns.value.at(-1) !== turn || turn.continuedBy.value || !isCut(turn)) return null
  return <Step kind="primary" label={actionWords.continueAnswer} take={() => void continueAnswer(thread, turn)} />
}

/** The remedies when a retry of the turn would fail again: editing the message, or another model. */
export function OtherStep({ thread, parts, problem }: Props & { problem: Problem }) {
  if (problem.code === "auth.forbidden") return null
  if (problem.code === "conversation.missing") return <Step label={t.newChat} take={() => void startNewChat()} />
  const isModel = problem.code === "model.refused"
  return (
    <>
      {!isModel && <EditStep thread={thread} parts={parts} />}
      {(isModel || hasOtherModels.value || !canAddVersion(thread, parts[0])) && <RegenerateStep thread={thread} parts={parts} />}
    </>
  )
}
