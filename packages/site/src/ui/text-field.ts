import type { RefObject } from "preact"
import { useLayoutEffect } from "preact/hooks"

/** The `dir` of a text field: that of its text. An empty field and its placeholder follow the page. */
export const fieldDirection = (typed: string): "auto" | undefined => (typed ? "auto" : undefined)

/** Lets a text field grow with its text in browsers without `field-sizing`. CSS sets the maximum height. */
export function useGrowingField(field: RefObject<HTMLTextAreaElement | null>, typed: string): void {
  useLayoutEffect(() => {
    const element = field.current
    if (!element || CSS.supports("field-sizing", "content")) return
    element.style.height = "auto"
    element.style.height = `${element.scrollHeight}px`
  }, [typed])
}
