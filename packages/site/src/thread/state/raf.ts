import type { Signal } from "@preact/signals"

/** A view on a signal that is written as often as text arrives and shown at most once per frame. `flush` shows what is held now. */
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
