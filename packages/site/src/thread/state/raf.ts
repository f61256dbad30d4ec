import type { Signal } from "@preact/signals"

/** A signal that follows another one at most once per frame. `flush` updates it at once. */
export function rafThrottled<Value>(shown: Signal<Value>): { get: () => Value; set: (value: Value) => void; flush: () => void } {
  let held = shown.value
  let frame = 0
  const flush = () => {
    if (!frame) return
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
