import { useEffect, useRef } from "preact/hooks"

/** Moves the focus to where a person goes on. On a touch screen the message box would open the keyboard over what is there to read. */
export function focusMain(): void {
  const message = matchMedia("(pointer: fine)").matches ? document.getElementById("message") : null
  const place = message ?? document.querySelector<HTMLElement>(".thread") ?? document.querySelector<HTMLElement>("main button")
  place?.focus({ preventScroll: true })
}

/** Whether nothing has the focus. */
export const isFocusLost = (): boolean => document.activeElement === null || document.activeElement === document.body

/**
 * Takes care of a focus that is gone with its element: the press of a button often takes the button away. It stays in the dialog or the list
 * that the element was in, else it goes to where a person goes on. Parts of the page that know a better place have a frame to choose it.
 */
export function watchFocus(): void {
  let focused: { element: Element; dialog: Element | null; sidebar: Element | null } | undefined
  addEventListener("focusin", ({ target }) => {
    if (target instanceof Element) focused = { element: target, dialog: target.closest("dialog"), sidebar: target.closest("#sidebar") }
  })
  addEventListener("focusout", ({ target }) => {
    // Some browsers tell of it when the element goes, just before it is gone. Else it was left on purpose.
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

// Effects of a rendering run in a task of their own after its frame.
function afterEffects(act: () => void): void {
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(act)))
}

/** Gives an element that has just come the focus if nothing has it: what had it may be gone, or the page has just been opened. */
export function useFocusIfLost<Kind extends HTMLElement>() {
  const element = useRef<Kind>(null)
  useEffect(() => {
    if (isFocusLost()) element.current?.focus({ preventScroll: true })
  }, [])
  return element
}
