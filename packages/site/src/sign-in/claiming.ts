import { signal } from "@preact/signals"
import { adoptConversations, countAdoptable } from "../api/adoption.ts"
import { readTab, removeTab, writeTab } from "../page/tab-storage.ts"
import { conversations, loadConversations, olderConversations } from "../sidebar/conversations.ts"
import { activeThread } from "../thread/state/active-thread.ts"
import { load, openNew } from "../thread/state/conversation-view.ts"
import { say } from "../ui/announcement.ts"
import { notify } from "../ui/notification.ts"
import { text } from "../words/text.ts"
import { adoptable, conversationOffered, forgetVisitorsConversation, recallVisitorsConversation } from "./claimable.ts"

export const adoptionState = signal<"offered" | "keeping" | "failed">("offered")

// For the tab, as the drafts: it is offered again another time.
const laterKey = "adopt"
const mostCalls = 100
const pausesMs = [2_000, 4_000, 8_000]
/** The list comes from an index that may take a moment to hold what was kept. */
const listPausesMs = [500, 2_000]

/** Before a conversation is opened: asks what can be kept if that conversation may be the visitor's, and not readable yet. */
export async function offerBeforeOpening(): Promise<void> {
  if (recallVisitorsConversation()) await offerAdoption()
}

/** Looks whether the person who has signed in was here before as a visitor. */
export async function offerAdoption(): Promise<void> {
  if (adoptable.value > 0 || readTab<{ later: boolean }>(laterKey).later) return
  adoptable.value = await countAdoptable().catch(() => 0)
  if (adoptable.value > 0) say(text.adoptOffer(adoptable.value))
}

export function declineAdoption(): void {
  writeTab(laterKey, { later: true })
  adoptable.value = 0
  forgetVisitorsConversation()
  if (activeThread.value.unopened.value?.code === conversationOffered.code) void openNew()
}

export function forgetAdoption(): void {
  removeTab(laterKey)
  forgetVisitorsConversation()
}

/** Makes the visitor's conversations the person's. Those that are being answered are asked for again a few times. */
export async function adopt(): Promise<void> {
  adoptionState.value = "keeping"
  const { adopted, rest } = await adoptAll()
  adoptionState.value = rest ? "failed" : "offered"
  if (!rest) adoptable.value = 0
  forgetVisitorsConversation()
  if (adopted > 0) notify(text.adopted(adopted))
  // It may be one of them.
  const thread = activeThread.value
  const conversationId = thread.conversationId.value
  await Promise.all([loadAdopted(adopted), conversationId && !thread.running.value ? load(thread, conversationId) : undefined])
}

// Until the list holds as many more as were kept, or is longer than a page.
async function loadAdopted(adopted: number): Promise<void> {
  const before = new Set(conversations.value.map(({ conversationId }) => conversationId))
  const found = () => conversations.value.filter(({ conversationId }) => !before.has(conversationId)).length
  await loadConversations()
  for (const pause of listPausesMs) {
    if (found() >= adopted || olderConversations.value) return
    await new Promise((resolve) => setTimeout(resolve, pause))
    await loadConversations()
  }
}

async function adoptAll(): Promise<{ adopted: number; rest: boolean }> {
  let adopted = 0
  try {
    for (let call = 0, pause = 0; call < mostCalls; call++) {
      const found = await adoptConversations()
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
