import type { Signal } from "@preact/signals"
import { useEffect, useRef } from "preact/hooks"
import { targetMessageId } from "./state/active-thread.ts"

/** Scrolls an element into view and focuses it if it shows the message of the opened search result. */
export function useTarget<Kind extends HTMLElement>(messageIds: Signal<string | undefined>[]) {
  const element = useRef<Kind>(null)
  const target = targetMessageId.value
  const isTarget = target !== undefined && messageIds.some(({ value }) => value === target)
  useEffect(() => {
    if (!isTarget) return
    // After the thread has scrolled to its end, as it does when it is opened.
    requestAnimationFrame(() => {
      targetMessageId.value = undefined
      element.current?.scrollIntoView({ block: "center" })
      // The scroll event fires a frame later; until then the thread would keep following its end.
      element.current?.closest(".thread")?.dispatchEvent(new Event("scroll"))
      element.current?.focus({ preventScroll: true })
    })
  }, [isTarget])
  return element
}
