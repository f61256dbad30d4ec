import type { RefObject } from "preact"
import { useLayoutEffect } from "preact/hooks"

/** Lets a text field grow with its text in browsers that cannot do it by `field-sizing` alone. CSS sets the largest height. */
export function useGrowingField(field: RefObject<HTMLTextAreaElement | null>, typed: string): void {
  useLayoutEffect(() => {
    const element = field.current
    if (!element || CSS.supports("field-sizing", "content")) return
    element.style.height = "auto"
    element.style.height = `${element.scrollHeight}px`
  }, [typed])
}
