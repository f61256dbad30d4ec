import { effect, untracked } from "@preact/signals"
import { checkHealth } from "../api/health.ts"
import { connection, deviceOnline, reachable } from "../api/reachability.ts"
import { config, readFirst } from "../composer/first-reads.ts"
import { loadConversations } from "../sidebar/conversations.ts"
import { isLocked } from "../sign-in/session.ts"
import { activeThread } from "../thread/state/active-thread.ts"
import { load } from "../thread/state/conversation-view.ts"
import { resume } from "../thread/state/resuming.ts"
import { say } from "../ui/announcement.ts"
import { text } from "../words/text.ts"

const firstProbeMs = 1_000
const longestProbeMs = 15_000

/** Notices that the server cannot be reached, asks for it in growing intervals, and takes everything up again once it is back. */
export function watchConnection(): void {
  const look = () => {
    deviceOnline.value = navigator.onLine
  }
  look()
  addEventListener("online", look)
  addEventListener("offline", look)
  effect(() => {
    if (connection.value !== "unreachable") return
    let delay = firstProbeMs
    let timer = setTimeout(probe, delay)
    async function probe() {
      await checkHealth().catch(() => {})
      if (reachable.value) return
      delay = Math.min(delay * 2, longestProbeMs)
      timer = setTimeout(probe, delay)
    }
    return () => clearTimeout(timer)
  })
  let before = connection.peek()
  connection.subscribe((now) => {
    const wasAway = before !== "online"
    before = now
    if (wasAway && now === "online") untracked(recover)
  })
}

function recover(): void {
  say(text.reachableAgain)
  if (!config.value) readFirst()
  else if (isLocked.value) return
  else void loadConversations()
  const thread = activeThread.value
  const conversationId = thread.conversationId.value
  // Once by itself; a connection that keeps breaking is the reader's to judge.
  for (const turn of thread.turns.value) {
    if (turn.status.value !== "lost" || turn.resumed) continue
    turn.resumed = true
    void resume(thread, turn)
  }
  if (conversationId && !thread.running.value) void load(thread, conversationId)
}
