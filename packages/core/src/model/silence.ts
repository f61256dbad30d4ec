/**
 * The inactivity timer of a model call (that of the SDK ends a stream silently, or not at all), and the abort by the caller. One signal serves
 * both, and its listeners are added and removed by hand: Node keeps the signals of `AbortSignal.any` as long as they have a listener, and the
 * SDK never removes its own.
 */
export function silenceGuard(timeoutMs: number, callerSignal: AbortSignal) {
  const controller = new AbortController()
  const abort = () => controller.abort()
  let isSilent = false
  const start = (ms: number) =>
    setTimeout(() => {
      isSilent = true
      abort()
    }, ms)
  let timer = start(timeoutMs)
  callerSignal.addEventListener("abort", abort, { once: true })
  if (callerSignal.aborted) abort()
  let reject: (reason: Error) => void = () => undefined
  const rejectWaiter = () => reject(new Error("The model call was aborted."))
  controller.signal.addEventListener("abort", rejectWaiter, { once: true })
  return {
    signal: controller.signal,
    /** Whether the timer ended the call. */
    isSilent: () => isSilent,
    /**
     * Waits for the next event or the abort; restarts the timer. One waiter at a time: `Promise.race` with a promise that lives as long as the
     * answer would keep every event until its end.
     */
    race<T>(next: Promise<T>): Promise<T> {
      timer.refresh()
      return new Promise((resolve, fail) => {
        reject = fail
        if (controller.signal.aborted) rejectWaiter()
        next.then(resolve, fail)
      })
    },
    /** Changes the timeout from now on. */
    setTimeout(ms: number): void {
      clearTimeout(timer)
      timer = start(ms)
    },
    end(): void {
      clearTimeout(timer)
      callerSignal.removeEventListener("abort", abort)
    },
  }
}

export type SilenceGuard = ReturnType<typeof silenceGuard>
