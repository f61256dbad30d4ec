import { problemOf } from "../../api/problem.ts"
import { reloadForChallenge } from "../../page/challenge.ts"
import { chosenModelId } from "../../page/model.ts"
import { refreshConversations } from "../../sidebar/conversations.ts"
import { say } from "../../ui/announcement.ts"
import { text } from "../../words/text.ts"
import { follow } from "./answering.ts"
import { stopIfAsked } from "./stopping.ts"
import type { Thread, Turn } from "./thread.ts"

/** Takes up a turn that the server knows: after a reload, a lost connection, or a failure that may pass. */
export async function resume(thread: Thread, turn: Turn): Promise<void> {
  const before = turn.status.value
  turn.stopping.value = false
  try {
    const isKnown = before === "streaming" || before === "lost"
    await follow(thread, turn, { modelId: chosenModelId.value, isKnown, begun: () => stopIfAsked(turn) })
    await refreshConversations()
  } catch (error) {
    turn.status.value = before === "failed" ? "failed" : "lost"
    const problem = problemOf(error)
    turn.problem.value = problem
    say(text.failed)
    reloadForChallenge(problem)
  }
}
