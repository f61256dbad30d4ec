import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks"
import type { Thread } from "../state/thread.ts"

// Less than a line and a half from the end counts as being there.
const nearPx = 40

/**
 * Keeps the end of a growing text in view as long as the reader is there; whoever scrolls up stays where they are. Another thread, and a new
 * question (`lastTurnId`), start at the end; messages before the first (`firstTurnId`) leave the reader's place alone. Without any it is a page
 * that is read from its top.
 */
export function useStickToEnd(thread: Thread, firstTurnId: string | undefined, lastTurnId: string | undefined) {
  const scroller = useRef<HTMLElement>(null)
  const content = useRef<HTMLDivElement>(null)
  const atEnd = useRef(true)
  const hasTurns = useRef(false)
  hasTurns.current = lastTurnId !== undefined
  const [away, setAway] = useState(false)
  // How far the reader's place is from the end: it stays the same when earlier messages come in front.
  const fromEnd = useRef(0)

  const toEnd = () => {
    const element = scroller.current
    if (!element) return
    atEnd.current = lastTurnId !== undefined
    setAway(false)
    element.scrollTop = atEnd.current ? element.scrollHeight : 0
  }

  useEffect(() => {
    const element = scroller.current
    if (!element || !content.current) return
    const look = () => {
      fromEnd.current = element.scrollHeight - element.scrollTop
      atEnd.current = hasTurns.current && fromEnd.current - element.clientHeight < nearPx
      setAway(!atEnd.current)
    }
    const grown = new ResizeObserver(() => {
      if (atEnd.current) element.scrollTop = element.scrollHeight
      else look()
    })
    grown.observe(content.current)
    grown.observe(element)
    element.addEventListener("scroll", look, { passive: true })
    return () => {
      grown.disconnect()
      element.removeEventListener("scroll", look)
    }
  }, [])

  useLayoutEffect(() => {
    const element = scroller.current
    if (element && !atEnd.current) element.scrollTop = element.scrollHeight - fromEnd.current
  }, [firstTurnId])
  useLayoutEffect(toEnd, [thread, lastTurnId])
  return { scroller, content, away, toEnd }
}
