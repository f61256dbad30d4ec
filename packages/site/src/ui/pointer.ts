import { signal } from "@preact/signals"

/** Whether the page is touched more than pointed at. Then the keyboard is most likely one on the screen. */
export const isTouchScreen = signal(false)

/** Called once the page is alive, so that it starts as it was built. A tablet may get a mouse later, and lose it. */
export function watchPointer(): void {
  const coarse = matchMedia("(pointer: coarse)")
  const look = () => {
    isTouchScreen.value = coarse.matches
  }
  look()
  coarse.addEventListener("change", look)
}
