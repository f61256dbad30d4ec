import { textOf } from "@parley/core/text.ts"
import { getConversation } from "../../api/conversations.ts"
import { networkLost, type Problem, problemOf } from "../../api/problem.ts"
import type { ConversationPage } from "../../api/types.ts"
import { hasVersions } from "../../page/config.ts"
import { activeThread } from "./active-thread.ts"
import { runningOf, showSoFar, showStored } from "./stored-turns.ts"
import type { Thread, ThreadTurn } from "./thread.ts"

const firstWaitSeconds = 2
const longestWaitSeconds = 10
const growth = 1.5
/** Longer than any turn, including the recovery of a dead one. */
const longestPollMs = 15 * 60_000

/**
 * Polls the conversation at growing intervals until the turn has ended, and shows its text each time: for a turn that the server does
 * not stream to this page. Stops when another conversation is shown; reopening this one joins the turn again.
 * @param retryAfter the server's wait before the first read, in seconds
 * @returns the problem that ended polling, if any
 */
export async function pollAnswer(
  thread: Thread,
  turn: ThreadTurn,
  conversationId: string,
  retryAfter = firstWaitSeconds,
): Promise<Problem | undefined> {
  const end = performance.now() + longestPollMs
  let wait = Math.min(Math.max(retryAfter, 1), longestWaitSeconds)
  while (performance.now() < end) {
    await new Promise((resolve) => setTimeout(resolve, wait * 1_000))
    wait = Math.min(wait * growth, longestWaitSeconds)
    if (activeThread.value !== thread) return undefined
    const page = await getConversation(conversationId, hasVersions.value ? { leafTurnId: turn.turnId } : {}).catch(problemOf)
    if ("code" in page) {
      if (!page.retryable || page.code === "auth.required") return page
    } else if (showPage(turn, page)) return undefined
    else if (!runningOf(page).some(({ turnId }) => turnId === turn.turnId)) return { code: "turn.missing", retryable: false }
  }
  return networkLost
}

/** Shows the turn of a page of messages. Resolves to whether the turn has ended. */
function showPage(turn: ThreadTurn, page: ConversationPage): boolean {
  const { messages } = page
  const running = runningOf(page).find(({ turnId }) => turnId === turn.turnId)
  const [question, answer] = (["user", "assistant"] as const).map((role) =>
    messages.find((message) => message.turnId === turn.turnId && message.role === role),
  )
  if (question) turn.userMessageId.value = question.messageId
  if (running?.status === "streaming") {
    turn.messageId.value = running.messageId
    // The stored text lags behind the stream and may be shorter.
    const [streamed, stored] = [turn.blocks.value, running.content].map((content) => JSON.stringify(content).length) as [number, number]
    if (stored > streamed || !turn.answer.value.startsWith(textOf(running.content))) showSoFar(turn, running)
    return false
  }
  if (!answer) return false
  showStored(turn, answer)
  return true
}
