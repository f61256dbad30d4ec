import { useLayoutEffect, useRef } from "preact/hooks"

// A hand that is on its way goes on with what the eye has seen before.
const aimMs = 400

/**
 * For a button that does another thing while something runs: tells whether a click was aimed at what the button does now. The second click of
 * a double click was not, nor was one that comes just after the end. A key press is not aimed at a place.
 */
export function useDeliberateClick(runs: boolean): (click: MouseEvent) => boolean {
  const endedAt = useRef(Number.NEGATIVE_INFINITY)
  useLayoutEffect(() => {
    if (!runs) return
    return () => {
      endedAt.current = performance.now()
    }
  }, [runs])
  return ({ detail, timeStamp }) => detail === 0 || (detail === 1 && (runs || timeStamp - endedAt.current >= aimMs))
}
