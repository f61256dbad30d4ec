import { signal } from "@preact/signals"
import { getClaimableCount, postClaim } from "../api/conversations.ts"
import { readTab, removeTab, writeTab } from "../page/tab-storage.ts"
import { conversations, loadConversations, olderConversations } from "../sidebar/conversations.ts"
import { activeThread } from "../thread/state/active-thread.ts"
import { loadThread, startNewChat } from "../thread/state/load-thread.ts"
import { announce } from "../ui/announcer.tsx"
import { notify } from "../ui/notification.tsx"
import { t } from "../words/t.ts"
import { claimableCount, claimPending, forgetVisitorConversation, restoreVisitorConversation } from "./claimable.ts"

export const claimState = signal<"offered" | "keeping" | "failed">("offered")

// For the tab, as the drafts: it is offered again another time.
const laterKey = "adopt"
const mostCalls = 100
const pausesMs = [2_000, 4_000, 8_000]
/** The list comes from an index that may take a moment to hold what was kept. */
const listPausesMs = [500, 2_000]

/** Before a conversation is opened: asks what can be kept if that conversation may be the visitor's, and not readable yet. */
export async function offerClaimBeforeOpening(): Promise<void> {
  if (restoreVisitorConversation()) await offerClaim()
}

/** Looks whether the person who has signed in was here before as a visitor. */
export async function offerClaim(): Promise<void> {
  if (claimableCount.value > 0 || readTab<{ later: boolean }>(laterKey).later) return
  claimableCount.value = await getClaimableCount().catch(() => 0)
  if (claimableCount.value > 0) announce(t.claimOffer(claimableCount.value))
}

export function declineClaim(): void {
  writeTab(laterKey, { later: true })
  claimableCount.value = 0
  forgetVisitorConversation()
  if (activeThread.value.unopened.value?.code === claimPending.code) void startNewChat()
}

export function forgetClaim(): void {
  removeTab(laterKey)
  forgetVisitorConversation()
}

/** Makes the visitor's conversations the person's. Those that are being answered are asked for again a few times. */
export async function claimConversations(): Promise<void> {
  claimState.value = "keeping"
  const { adopted, rest } = await claimAll()
  claimState.value = rest ? "failed" : "offered"
  if (!rest) claimableCount.value = 0
  forgetVisitorConversation()
  if (adopted > 0) notify(t.claimed(adopted))
  // It may be one of them.
  const thread = activeThread.value
  const conversationId = thread.conversationId.value
  await Promise.all([loadClaimed(adopted), conversationId && !thread.running.value ? loadThread(thread, conversationId) : undefined])
}

// Until the list holds as many more as were kept, or is longer than a page.
async function loadClaimed(adopted: number): Promise<void> {
  const before = new Set(conversations.value.map(({ conversationId }) => conversationId))
  const found = () => conversations.value.filter(({ conversationId }) => !before.has(conversationId)).length
  await loadConversations()
  for (const pause of listPausesMs) {
    if (found() >= adopted || olderConversations.value) return
    await new Promise((resolve) => setTimeout(resolve, pause))
    await loadConversations()
  }
}

async function claimAll(): Promise<{ adopted: number; rest: boolean }> {
  let adopted = 0
  try {
    for (let call = 0, pause = 0; call < mostCalls; call++) {
      const found = await postClaim()
      adopted += found.adopted
      if (found.left) continue
      const wait = pausesMs[pause++]
      if (found.busy === 0 || wait === undefined) return { adopted, rest: found.busy > 0 }
      await new Promise((resolve) => setTimeout(resolve, wait))
    }
  } catch {
    // What is left can be asked for again.
  }
  return { adopted, rest: true }
}
