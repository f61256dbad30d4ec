import { signal } from "@preact/signals"
import type { Turn } from "../thread/state/thread.ts"
import { text } from "../words/text.ts"

/** What a screen reader is told, and for how long it stays: long enough to be read, short enough not to be met again. */
export const announcement = signal("")

const keepMs = 4_000
let timer: ReturnType<typeof setTimeout> | undefined

/** Says something once to those who listen to the page. */
export function say(words: string): void {
  clearTimeout(timer)
  announcement.value = words
  timer = setTimeout(() => {
    announcement.value = ""
  }, keepMs)
}

/** Says something that stays until something else is said. */
export function sayWhile(words: string): void {
  clearTimeout(timer)
  announcement.value = words
}

/** Says how an answer ended, and the answer itself. */
export function announceEnd({ status, answer }: Turn): void {
  if (status.value === "complete" || status.value === "stopped")
    say(`${status.value === "stopped" ? text.stopped : text.complete} ${answer.value}`)
  else say(status.value === "failed" ? text.failed : text.interrupted)
}
