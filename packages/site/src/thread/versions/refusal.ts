import type { Problem } from "../../api/problem.ts"
import type { LostChange } from "../../api/token-source.ts"
import { reloadForChallenge } from "../../page/challenge.ts"
import { announce } from "../../ui/announcer.tsx"
import { t } from "../../words/t.ts"
import { loadThread } from "../state/load-thread.ts"
import type { Thread, ThreadTurn, TurnKind } from "../state/thread.ts"

/** The name of the text that reports a failed action. */
const lost: Record<TurnKind, LostChange> = {
  message: "notSent",
  edit: "notSent",
  regeneration: "notRegenerated",
  continuation: "notContinued",
}

export const refusalWords = (kind: TurnKind): string => t[lost[kind]]

/** Shows at a turn why a version of it, or its continuation, did not begin. */
export function showRefusal(thread: Thread, turn: ThreadTurn, kind: TurnKind, problem: Problem): void {
  // The turnId was used for different content: the next attempt needs a new one.
  if (problem.code === "turn.mismatch") turn.lastSent = undefined
  turn.refused.value = { kind, problem }
  announce(refusalWords(kind))
  reloadForChallenge(problem, { tell: lost[kind] })
  // The conversation changed elsewhere.
  const conversationId = thread.conversationId.value
  if (problem.code === "turn.busy" && conversationId) void loadThread(thread, conversationId)
}
