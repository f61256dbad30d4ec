import { pressedKey } from "../ui/keys.ts"

type Intents = { up: () => void; end: () => void }

// Smaller movements are jitter of a finger.
const touchPx = 2

const upKeys = new Set(["ArrowUp", "PageUp", "Home"])

/** Detects scroll gestures by wheel, touch and keys before the scroller moves. Returns a function that removes the listeners. */
export function watchIntent(scroller: HTMLElement, { up, end }: Intents): () => void {
  let touchY: number | undefined
  const onWheel = ({ deltaY, ctrlKey, shiftKey }: WheelEvent) => {
    if (deltaY < 0 && !ctrlKey && !shiftKey) up()
  }
  const onTouch = ({ touches }: TouchEvent) => {
    const y = touches.length === 1 ? touches[0]?.clientY : undefined
    if (y === undefined || touchY === undefined) touchY = y
    else if (Math.abs(y - touchY) >= touchPx) {
      if (y > touchY) up()
      touchY = y
    }
  }
  const onTouchStart = (event: TouchEvent) => {
    touchY = undefined
    onTouch(event)
  }
  const onKey = (event: KeyboardEvent) => {
    const { target } = event
    // Without a focused element, keys scroll the element that was clicked last.
    const isHere =
      target === document.body || (target instanceof HTMLElement && scroller.contains(target) && !target.matches("input, textarea"))
    if (!isHere || event.defaultPrevented) return
    const key = pressedKey(event)
    if (upKeys.has(key) || (key === " " && event.shiftKey)) up()
    if (key === "End") end()
  }
  scroller.addEventListener("wheel", onWheel, { passive: true })
  scroller.addEventListener("touchstart", onTouchStart, { passive: true })
  scroller.addEventListener("touchmove", onTouch, { passive: true })
  addEventListener("keydown", onKey)
  return () => {
    scroller.removeEventListener("wheel", onWheel)
    scroller.removeEventListener("touchstart", onTouchStart)
    scroller.removeEventListener("touchmove", onTouch)
    removeEventListener("keydown", onKey)
  }
}
