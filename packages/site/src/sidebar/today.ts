import { signal } from "@preact/signals"

/** A time within the reader's calendar day. */
export const today = signal(new Date())

/** Updates the day while the page is open, also on a machine that slept over midnight. */
export function watchDay(): void {
  let timer: ReturnType<typeof setTimeout> | undefined
  const look = () => {
    const now = new Date()
    if (now.toDateString() !== today.peek().toDateString()) today.value = now
    clearTimeout(timer)
    timer = setTimeout(look, new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1).getTime() - now.getTime())
  }
  look()
  addEventListener("focus", look)
  document.addEventListener("visibilitychange", look)
}
