import { useEffect, useRef } from "preact/hooks"
import { isFocusLost } from "./focus.ts"

/** Gives an element that has just come the focus if nothing has it: what had it may be gone, or the page has just been opened. */
export function useFreeFocus<Kind extends HTMLElement>() {
  const element = useRef<Kind>(null)
  useEffect(() => {
    if (isFocusLost()) element.current?.focus({ preventScroll: true })
  }, [])
  return element
}
