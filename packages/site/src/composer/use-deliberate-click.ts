import { useLayoutEffect, useRef } from "preact/hooks"

// The reaction time of a person who aims at the button's previous role.
const aimMs = 400

/**
 * Ignores clicks aimed at the button's previous role: the second click of a double click, or one within 400 ms after the answer ended. Key
 * presses always count.
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
