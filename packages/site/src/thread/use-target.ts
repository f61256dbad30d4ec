import type { Signal } from "@preact/signals"
import { useEffect, useRef } from "preact/hooks"
import { targetMessageId } from "./state/active-thread.ts"

/** Brings an element into view, with the focus, if it is the message that was looked for. */
export function useTarget<Kind extends HTMLElement>(messageId: Signal<string | undefined>) {
  const element = useRef<Kind>(null)
  const isTarget = targetMessageId.value !== undefined && targetMessageId.value === messageId.value
  useEffect(() => {
    if (!isTarget) return
    // After the thread has gone to its end, as it does when it is opened.
    requestAnimationFrame(() => {
      targetMessageId.value = undefined
      element.current?.scrollIntoView({ block: "center" })
      // The browser says so a frame later, and until then the thread would keep to its end.
      element.current?.closest(".thread")?.dispatchEvent(new Event("scroll"))
      element.current?.focus({ preventScroll: true })
    })
  }, [isTarget])
  return element
}
