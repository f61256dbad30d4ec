import { signal } from "@preact/signals"
import { announce } from "./announcer.tsx"
import { Label } from "./label.tsx"

/** The text of the current notification. */
const notification = signal("")

const shownMs = 6_000
let timer: ReturnType<typeof setTimeout> | undefined

/** Shows a notification temporarily and announces it. */
export function notify(words: string): void {
  clearTimeout(timer)
  notification.value = words
  announce(words)
  timer = setTimeout(() => {
    notification.value = ""
  }, shownMs)
}

/** A temporary notification over the page. The live region announces it. */
export const Notification = () =>
  notification.value ? (
    <p class="notification" aria-hidden="true">
      <Label words={notification.value} />
    </p>
  ) : null
