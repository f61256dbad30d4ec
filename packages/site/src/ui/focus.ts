import { useLayoutEffect, useRef } from "preact/hooks"

/** Focuses the message box; on a touch screen, where that would open the keyboard, the thread. */
export function focusMain(): void {
  const message = matchMedia("(pointer: fine)").matches ? document.getElementById("message") : null
  const place = message ?? document.querySelector<HTMLElement>(".thread") ?? document.querySelector<HTMLElement>("main button")
  place?.focus({ preventScroll: true })
}

/** Whether nothing has the focus. */
export const isFocusLost = (): boolean => document.activeElement === null || document.activeElement === document.body

/**
 * Moves the focus when its element is removed: pressing a button often removes it. The focus stays in the dialog or the list
 * that contained the element, else it moves as in `focusMain`. Components with a better target have one frame to focus it.
 */
export function watchFocus(): void {
  let focused: { element: Element; dialog: Element | null; sidebar: Element | null } | undefined
  addEventListener("focusin", ({ target }) => {
    if (target instanceof Element) focused = { element: target, dialog: target.closest("dialog"), sidebar: target.closest("#sidebar") }
  })
  addEventListener("focusout", ({ target }) => {
    // Some browsers fire the event just before they remove the element. Otherwise the reader moved the focus.
    queueMicrotask(() => {
      if (focused?.element === target && focused?.element.isConnected) focused = undefined
    })
  })
  const rescue = () => {
    const lost = focused
    if (!lost || lost.element.isConnected || !isFocusLost()) return
    focused = undefined
    const place = [lost.dialog, lost.sidebar].find((one) => one?.isConnected)
    const control = place?.querySelector<HTMLElement>("input, .new-chat") ?? place?.querySelector<HTMLElement>("button")
    if (control) control.focus({ preventScroll: true })
    else focusMain()
  }
  new MutationObserver(() => {
    if (focused && !focused.element.isConnected) afterEffects(rescue)
  }).observe(document.body, { childList: true, subtree: true })
}

// Effects run in a separate task after the frame of their render.
function afterEffects(act: () => void): void {
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(act)))
}

/**
 * Moves the focus after a render that changed `inputs`: when all components are rendered, and before the browser handles another key, which an effect
 * after the next frame would miss.
 */
export function useFocusMove(move: () => void, inputs: unknown[]): void {
  useLayoutEffect(() => queueMicrotask(move), inputs)
}

/** Focuses an element when it appears, if nothing else has the focus. */
export function useFocusIfLost<Kind extends HTMLElement>() {
  const element = useRef<Kind>(null)
  useFocusMove(() => {
    if (isFocusLost()) element.current?.focus({ preventScroll: true })
  }, [])
  return element
}
