import { signal } from "@preact/signals"
import { adoptConversations, countAdoptable } from "../api/adoption.ts"
import { text } from "../text.ts"
import { activeThread } from "./active-thread.ts"
import { adoptable } from "./adoptable.ts"
import { say } from "./announcement.ts"
import { load } from "./conversation-view.ts"
import { loadConversations } from "./conversations.ts"
import { notify } from "./notification.ts"

export const adoptionState = signal<"offered" | "keeping" | "failed">("offered")

// For the tab, as the drafts: it is offered again another time.
const laterKey = "adopt"
const mostCalls = 100
const pausesMs = [2_000, 4_000, 8_000]

/** Looks whether the person who has signed in was here before as a visitor. */
export async function offerAdoption(): Promise<void> {
  if (sessionStorage.getItem(laterKey)) return
  adoptable.value = await countAdoptable().catch(() => 0)
  if (adoptable.value > 0) say(text.adoptOffer(adoptable.value))
}

export function declineAdoption(): void {
  sessionStorage.setItem(laterKey, "later")
  adoptable.value = 0
}

export const forgetAdoption = (): void => sessionStorage.removeItem(laterKey)

/** Makes the visitor's conversations the person's. Those that are being answered are asked for again a few times. */
export async function adopt(): Promise<void> {
  adoptionState.value = "keeping"
  const { adopted, rest } = await adoptAll()
  adoptionState.value = rest ? "failed" : "offered"
  if (!rest) adoptable.value = 0
  if (adopted > 0) notify(text.adopted(adopted))
  await loadConversations()
  // It may be one of them.
  const thread = activeThread.value
  const conversationId = thread.conversationId.value
  if (conversationId && !thread.running.value) await load(thread, conversationId)
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
