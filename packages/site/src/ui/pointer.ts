import { signal } from "@preact/signals"

/** Whether the primary pointer is touch. The keyboard is then most likely on the screen. */
export const isTouchScreen = signal(false)

/** Called after hydration, which must start from the HTML as it was built. A tablet may connect or disconnect a mouse later. */
export function watchPointer(): void {
  const coarse = matchMedia("(pointer: coarse)")
  const look = () => {
    isTouchScreen.value = coarse.matches
  }
  look()
  coarse.addEventListener("change", look)
}
