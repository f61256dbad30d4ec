import type { RefObject } from "preact"
import { useEffect, useRef } from "preact/hooks"
import { isFocusLost } from "../ui/focus.ts"
import { t } from "../words/t.ts"
import { loadEarlier } from "./state/load-thread.ts"
import type { Thread } from "./state/thread.ts"

/** The distance from the first message at which earlier ones are loaded. */
const nearPx = 400

/** Loads earlier messages when pressed, and automatically when the reader scrolls up close to it. */
export function EarlierButton({ thread, scroller }: { thread: Thread; scroller: RefObject<HTMLElement | null> }) {
  const button = useRef<HTMLButtonElement>(null)
  const cursor = thread.olderCursor.value
  useEffect(() => {
    const element = button.current
    if (!element) return
    let scrolled = false
    let isNear = false
    // The observer reports changes alone: a jump to the end and back within one frame is none.
    const onScroll = () => {
      scrolled = true
      if (isNear && (scroller.current?.scrollTop ?? nearPx) < nearPx) void loadEarlier(thread)
    }
    scroller.current?.addEventListener("scroll", onScroll, { passive: true })
    const near = new IntersectionObserver(
      ([entry]) => {
        isNear = entry?.isIntersecting === true
        if (isNear && scrolled) void loadEarlier(thread)
      },
      { root: scroller.current, rootMargin: `${nearPx}px 0px 0px` },
    )
    near.observe(element)
    return () => {
      near.disconnect()
      scroller.current?.removeEventListener("scroll", onScroll)
    }
  }, [thread, cursor])
  const press = async () => {
    await loadEarlier(thread)
    // There are no earlier messages, so the button is gone.
    requestAnimationFrame(() => isFocusLost() && scroller.current?.focus({ preventScroll: true }))
  }
  return (
    <>
      <button ref={button} type="button" class="quiet earlier" aria-busy={thread.loadingEarlier.value} onClick={() => void press()}>
        {t.earlier}
      </button>
      <p class="paper-only">{t.earlierNotPrinted}</p>
    </>
  )
}
