import { computed, signal } from "@preact/signals"
import { readConfig } from "../api/config.ts"
import type { Config } from "../api/types.ts"
import { historyState, loadConversations } from "./conversations.ts"

export const config = signal<Config | undefined>()

/** The stage on a laptop: what answers there is not what the model's name says. */
export const isOnLaptop = computed(() => config.value?.stage === "local")

let settled: Promise<unknown> = Promise.resolve()

/**
 * The page reads before it sends: an answer to a read sets the visitor's cookie, and a first message without it would belong to nobody.
 * Called once, at the start.
 */
export function readFirst(): void {
  const configRead = readConfig().then(
    (read) => {
      config.value = read
    },
    // Without it the page works all the same, it cannot name the model.
    () => {},
  )
  settled = configRead.then(() => loadConversations())
}

/** Resolves when the first reads have ended. If they failed they are made up for: without them there may be no cookie yet. */
export async function readyToSend(): Promise<void> {
  await settled
  if (historyState.value === "failed") await loadConversations()
}
