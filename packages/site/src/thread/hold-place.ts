let held: { control: HTMLElement; top: number } | undefined

/** Keeps a control at its place on the screen while the next render changes the text around it. */
export function holdPlace(control: HTMLElement | undefined): void {
  if (!control?.isConnected) return
  held = { control, top: control.getBoundingClientRect().top }
  requestAnimationFrame(() => {
    held = undefined
  })
}

/** Scrolls so that the held control is where it was, as far as the text is long enough. Returns whether there is one. */
export function restorePlace(scroller: HTMLElement): boolean {
  if (!held?.control.isConnected) return false
  scroller.scrollTop += held.control.getBoundingClientRect().top - held.top
  return true
}
