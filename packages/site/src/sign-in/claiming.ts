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

// Per tab, like the drafts: another tab offers it again.
const laterKey = "adopt"
const mostCalls = 100
const pausesMs = [2_000, 4_000, 8_000]
/** The list comes from an eventually consistent index, which may lag behind a claim. */
const listPausesMs = [500, 2_000]

/** Before a conversation is opened: loads the claimable count if the conversation may still belong to the visitor. */
export async function offerClaimBeforeOpening(): Promise<void> {
  if (restoreVisitorConversation()) await offerClaim()
}

/** Loads how many conversations the signed-in person started as a visitor. */
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

/** Claims the visitor's conversations for the account. Retries those with a running turn a few times. */
export async function claimConversations(): Promise<void> {
  claimState.value = "keeping"
  const { adopted, rest } = await claimAll()
  claimState.value = rest ? "failed" : "offered"
  if (!rest) claimableCount.value = 0
  forgetVisitorConversation()
  if (adopted > 0) notify(t.claimed(adopted))
  // The open conversation may be one of them.
  const thread = activeThread.value
  const conversationId = thread.conversationId.value
  await Promise.all([loadClaimed(adopted), conversationId && !thread.running.value ? loadThread(thread, conversationId) : undefined])
}

// Until the list has grown by the claimed conversations, or exceeds a page.
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
    // The rest can be claimed again.
  }
  return { adopted, rest: true }
}
