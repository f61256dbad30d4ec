import { signal } from "@preact/signals"

/** The reader's calendar day, as some time of it. */
export const today = signal(new Date())

/** Follows the day while the page stays open, also on a machine that slept over midnight. */
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
