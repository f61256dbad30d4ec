import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks"
import { restorePlace } from "./hold-place.ts"
import { watchIntent } from "./scroll-intent.ts"
import type { Thread } from "./state/thread.ts"

// Within a line and a half of the end the jump button is hidden.
const nearPx = 40
// The distance from the end at which following resumes: a growing text gets longer by a part of a line with each frame.
const endPx = 16

const distanceOf = ({ scrollHeight, scrollTop, clientHeight }: HTMLElement) => scrollHeight - scrollTop - clientHeight

/**
 * Keeps the end of a growing text in view until the reader scrolls up by any distance; scrolling down to the end resumes it. The
 * distance from the end does not decide: a text may grow by a page before the scroller moves. Another thread or a new message (`lastTurnId`) starts at
 * the end; earlier messages (`firstTurnId`) keep the reader's position. Without messages the page starts at its top.
 */
export function useStickToEnd(thread: Thread, firstTurnId: string | undefined, lastTurnId: string | undefined) {
  const scroller = useRef<HTMLElement>(null)
  const content = useRef<HTMLDivElement>(null)
  const follows = useRef(true)
  const hasTurns = useRef(false)
  hasTurns.current = lastTurnId !== undefined
  const [away, setAway] = useState(false)
  // The last known position. The distance from the end stays the same when earlier messages are prepended.
  const place = useRef({ top: 0, fromEnd: 0 })

  const note = (element: HTMLElement) => {
    place.current = { top: element.scrollTop, fromEnd: element.scrollHeight - element.scrollTop }
    setAway(!follows.current && distanceOf(element) >= nearPx)
  }
  const toEnd = () => {
    const element = scroller.current
    if (!element) return
    follows.current = hasTurns.current
    element.scrollTop = hasTurns.current ? element.scrollHeight : 0
    note(element)
  }

  useEffect(() => {
    const element = scroller.current
    if (!element || !content.current) return
    const onScroll = () => {
      const { top, fromEnd } = place.current
      const moved = element.scrollTop - top
      // The end as the reader saw it: the text may have grown by more than `endPx` since then.
      const toSeenEnd = top + fromEnd - element.scrollTop - element.clientHeight
      // The page itself scrolls only to the end. A scroll up comes from the reader, the scroll bar or the browser's search, unless a
      // shorter text forces it.
      if (moved <= -1 && distanceOf(element) > 1) follows.current = false
      else if (moved > 0 && Math.min(toSeenEnd, distanceOf(element)) <= endPx) follows.current = hasTurns.current
      // Steps smaller than a pixel add up.
      if (Math.abs(moved) >= 1) note(element)
    }
    const grown = new ResizeObserver(() => (follows.current ? toEnd() : note(element)))
    grown.observe(content.current)
    grown.observe(element)
    const up = () => {
      if (element.scrollTop > 0) follows.current = false
    }
    const endIntent = watchIntent(element, { up, end: toEnd })
    element.addEventListener("scroll", onScroll, { passive: true })
    return () => {
      grown.disconnect()
      endIntent()
      element.removeEventListener("scroll", onScroll)
    }
  }, [])

  useLayoutEffect(() => {
    const element = scroller.current
    if (!element || follows.current) return
    element.scrollTop = element.scrollHeight - place.current.fromEnd
    note(element)
  }, [firstTurnId])
  useLayoutEffect(() => {
    const element = scroller.current
    if (!element || !restorePlace(element)) return toEnd()
    // Another version is shown: its end is followed only if the reader sees it.
    follows.current = distanceOf(element) <= nearPx
    note(element)
  }, [thread, lastTurnId])
  return { scroller, content, away, toEnd }
}
