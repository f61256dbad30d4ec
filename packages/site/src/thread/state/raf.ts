import type { Signal } from "@preact/signals"

/** A signal that follows another one at most once per frame. `flush` updates it at once. */
export function rafThrottled(shown: Signal<string>): { get: () => string; set: (value: string) => void; flush: () => void } {
  let held = shown.value
  let frame = 0
  const flush = () => {
    cancelAnimationFrame(frame)
    frame = 0
    shown.value = held
  }
  return {
    get: () => held,
    set: (value) => {
      held = value
      frame ||= requestAnimationFrame(flush)
    },
    flush,
  }
}
