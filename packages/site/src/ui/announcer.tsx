import { signal } from "@preact/signals"
import { Label } from "./label.tsx"

/** The text of the live region. It is cleared after a while, so that a reader who moves through the page does not come across it. */
const announcement = signal("")

const keepMs = 4_000
let timer: ReturnType<typeof setTimeout> | undefined

/** Announces a text once to screen readers. */
export function announce(words: string): void {
  clearTimeout(timer)
  announcement.value = words
  timer = setTimeout(() => {
    announcement.value = ""
  }, keepMs)
}

/** Announces a text that stays until the next announcement. */
export function announceUntilNext(words: string): void {
  clearTimeout(timer)
  announcement.value = words
}

/** The live region: announces that an answer has begun and how it ended, then the whole answer once, never piece by piece. */
export const Announcer = () => (
  <div role="status" class="sr-only">
    <Label words={announcement.value} />
  </div>
)
