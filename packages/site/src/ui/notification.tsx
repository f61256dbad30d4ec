import { signal } from "@preact/signals"
import { announce } from "./announcer.tsx"
import { Label } from "./label.tsx"

/** A short sentence that is shown over the page for a moment. */
const notification = signal("")

const shownMs = 6_000
let timer: ReturnType<typeof setTimeout> | undefined

/** Shows a sentence for a moment and announces it. */
export function notify(words: string): void {
  clearTimeout(timer)
  notification.value = words
  announce(words)
  timer = setTimeout(() => {
    notification.value = ""
  }, shownMs)
}

/** A short sentence over the page, for a moment. The live region announces it. */
export const Notification = () =>
  notification.value ? (
    <p class="notification" aria-hidden="true">
      <Label words={notification.value} />
    </p>
  ) : null
