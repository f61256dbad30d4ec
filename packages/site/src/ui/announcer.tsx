import { signal } from "@preact/signals"
import { Label } from "./label.tsx"

/** What a screen reader is told, and for how long it stays: long enough to be read, short enough not to be met again. */
const announcement = signal("")

const keepMs = 4_000
let timer: ReturnType<typeof setTimeout> | undefined

/** Says something once to those who listen to the page. */
export function announce(words: string): void {
  clearTimeout(timer)
  announcement.value = words
  timer = setTimeout(() => {
    announcement.value = ""
  }, keepMs)
}

/** Says something that stays until something else is said. */
export function announceUntilNext(words: string): void {
  clearTimeout(timer)
  announcement.value = words
}

/** Tells screen readers that an answer has begun, how it ended, and then the whole answer once: never piece by piece. */
export const Announcer = () => (
  <div role="status" class="unseen">
    <Label words={announcement.value} />
  </div>
)
