import { getConversation } from "../../api/conversations.ts"
import { networkLost, type Problem, problemOf } from "../../api/problem.ts"
import type { ConversationPage } from "../../api/types.ts"
import { activeThread } from "./active-thread.ts"
import { showStored } from "./stored-turns.ts"
import type { Thread, ThreadTurn } from "./thread.ts"

const firstWaitSeconds = 2
const longestWaitSeconds = 10
const growth = 1.5
/** A turn ends, or is ended for its dead generator, well before that. */
const longestPollMs = 5 * 60_000

/**
 * Reads the conversation, at growing intervals, until the turn has ended, and shows what is there each time: for a turn that the server does
 * not stream to this page. Stops when another conversation is shown; opening this one again joins the turn again.
 * @param retryAfter seconds to wait before the first read, as the server said
 * @returns why it could not go on, if so
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
    const page = await getConversation(conversationId).catch(problemOf)
    if ("code" in page) {
      if (!page.retryable || page.code === "auth.required") return page
    } else if (showPage(turn, page)) return undefined
    else if (page.turn?.turnId !== turn.turnId) return { code: "turn.missing", retryable: false }
  }
  return networkLost
}

/** Shows what a page says of the turn. Resolves to whether the turn has ended. */
function showPage(turn: ThreadTurn, { messages, turn: running }: ConversationPage): boolean {
  const [question, answer] = (["user", "assistant"] as const).map((role) =>
    messages.find((message) => message.turnId === turn.turnId && message.role === role),
  )
  if (question) turn.userMessageId.value = question.messageId
  if (running?.turnId === turn.turnId && running.status === "streaming") {
    turn.messageId.value = running.messageId
    // The stored text follows the stream: what came by a stream may be ahead of it.
    if (!turn.answer.value.startsWith(running.text)) turn.answer.value = running.text
    return false
  }
  if (!answer) return false
  showStored(turn, answer)
  return true
}
