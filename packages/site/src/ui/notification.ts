import { signal } from "@preact/signals"
import { say } from "./announcement.ts"

/** A short sentence that is shown over the page for a moment. */
export const notification = signal("")

const shownMs = 6_000
let timer: ReturnType<typeof setTimeout> | undefined

/** Shows a sentence for a moment, and says it to those who listen to the page. */
export function notify(words: string): void {
  clearTimeout(timer)
  notification.value = words
  say(words)
  timer = setTimeout(() => {
    notification.value = ""
  }, shownMs)
}
