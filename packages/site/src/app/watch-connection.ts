import { effect, untracked } from "@preact/signals"
import { connection, deviceOnline, reachable } from "../api/request.ts"
import { getHealth } from "../api/site.ts"
import { startFirstReads } from "../composer/first-reads.ts"
import { config } from "../page/config.ts"
import { loadConversations } from "../sidebar/conversations.ts"
import { isLocked } from "../sign-in/session.ts"
import { activeThread } from "../thread/state/active-thread.ts"
import { loadThread } from "../thread/state/load-thread.ts"
import { resumeTurn } from "../thread/state/resume-turn.ts"
import { announce } from "../ui/announcer.tsx"
import { t } from "../words/t.ts"

const firstProbeMs = 1_000
const longestProbeMs = 15_000

/** Polls an unreachable server at growing intervals, and resumes everything once it is reachable. */
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
      await getHealth().catch(() => {})
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
  announce(t.reachableAgain)
  if (!config.value) startFirstReads()
  else if (isLocked.value) return
  else void loadConversations()
  const thread = activeThread.value
  const conversationId = thread.conversationId.value
  // Automatic only once: after that the reader decides whether to retry.
  for (const turn of thread.turns.value) {
    if (turn.status.value !== "lost" || turn.resumed) continue
    turn.resumed = true
    void resumeTurn(thread, turn)
  }
  if (conversationId && !thread.running.value) void loadThread(thread, conversationId)
}
