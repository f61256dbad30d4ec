import type { Thread, ThreadTurn } from "../state/thread.ts"
import type { Versions } from "../state/versions.ts"

/** The choices of a control: the questions of the versions, or the answers to the same question. A continuation has no question. */
export type ChoiceOf = "question" | "answer"

/** Each choice as its turns, oldest first. */
export function choicesOf({ of, questions }: Versions, { turnId, kind }: ThreadTurn, what: ChoiceOf): readonly (readonly string[])[] {
  const all = of[turnId] ?? []
  if (kind === "continuation") return what === "answer" ? all.map((one) => [one]) : []
  if (what === "answer") return all.filter((one) => questions[one] === questions[turnId]).map((one) => [one])
  return [...Map.groupBy(all, (one) => questions[one]).values()]
}

/** The turn to show for a choice: the one that was shown last, else the newest. */
export const turnOf = ({ tails }: Thread, choice: readonly string[]): string | undefined =>
  [...tails.keys()].findLast((turnId) => choice.includes(turnId)) ?? choice.at(-1)
