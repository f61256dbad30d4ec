import { signal } from "@preact/signals"
import { readConfig } from "../api/config.ts"
import type { Config } from "../api/types.ts"
import { loadConversations } from "./conversations.ts"

export const config = signal<Config | undefined>()

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

/** Resolves when the first reads have ended, well or not. */
export const firstRead = (): Promise<unknown> => settled
