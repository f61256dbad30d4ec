import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks"
import type { Thread } from "../state/thread.ts"

// Less than a line and a half from the end counts as being there.
const nearPx = 40

/**
 * Keeps the end of a growing text in view as long as the reader is there; whoever scrolls up stays where they are. Another thread, and a new
 * question (`lastTurnId`), start at the end. Without any it is a page that is read from its top.
 */
export function useStickToEnd(thread: Thread, lastTurnId: string | undefined) {
  const scroller = useRef<HTMLElement>(null)
  const content = useRef<HTMLDivElement>(null)
  const atEnd = useRef(true)
  const [away, setAway] = useState(false)

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
      atEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < nearPx
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

  useLayoutEffect(toEnd, [thread, lastTurnId])
  return { scroller, content, away, toEnd }
}
