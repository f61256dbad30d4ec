import { setTimeout as wait } from "node:timers/promises"

const baseMs = 25
const maxMs = 800

/**
 * Full jitter: a random time below 25 ms · 2ⁿ, at most 800 ms.
 * @param attempt how many attempts have failed; 0 is no pause
 */
const backoffMs = (attempt: number): number => (attempt === 0 ? 0 : Math.random() * Math.min(maxMs, baseMs * 2 ** attempt))

/** Waits before an attempt is repeated. @param attempt how many attempts have failed; 0 is no pause */
export async function pause(attempt: number): Promise<void> {
  if (attempt > 0) await wait(backoffMs(attempt))
}

/**
 * Repeats a write that failed, with a pause before each repetition.
 * @param mayRepeat gets the error, how many attempts have failed, and the length of the pause before the next one
 * @throws the error of the last attempt
 */
export async function retry<T>(
  write: () => Promise<T>,
  mayRepeat: (error: unknown, attempt: number, pauseMs: number) => boolean,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await write()
    } catch (error) {
      const pauseMs = backoffMs(attempt)
      if (!mayRepeat(error, attempt, pauseMs)) throw error
      await wait(pauseMs)
    }
  }
}
