import { setTimeout as wait } from "node:timers/promises"
import type { TurnContext } from "../context.ts"
import { isFailedCondition } from "../entities/condition.ts"
import type { Turn } from "../entities/turn.ts"
import { leaseFrom } from "./lease.ts"

/** Rarer as the text grows, since every write costs the whole text; never rarer than a person who presses Stop may wait. */
export const beatMilliseconds = (characters: number): number => Math.min(1_000 + characters / 40, 1_800)

const lastBeatMilliseconds = 500

export type Pulse = {
  /** Ends the beat, after a short wait for the write under way. Returns until when the turn is certainly this run's. */
  stop(): Promise<string>
}

export type Beat = {
  text: () => string
  onStopRequested: () => void
  /** The lease could not be renewed, or the turn is no longer this run's. */
  onLost: () => void
}

/**
 * Keeps a running turn alive: text so far and lease in one conditional write that also brings the stop flag back. One write at a time, never
 * awaited by the stream.
 */
export function startHeartbeat({ store, now }: TurnContext, turn: Turn, deadline: number, beat: Beat): Pulse {
  const { owner, turnId, runId } = turn
  let leaseUntil = turn.leaseUntil
  const giveUp = new AbortController()
  let stopped = false
  let wake: () => void = () => undefined

  const beating = (async () => {
    for (;;) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, beatMilliseconds(beat.text().length))
        wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
      if (stopped) return
      const renewed = leaseFrom(now(), deadline)
      try {
        const { data } = await store.entities.turns
          .patch({ owner, turnId })
          .set({ text: beat.text(), leaseUntil: renewed })
          .where((item, { eq }) => `${eq(item.status, "streaming")} AND ${eq(item.runId, runId)}`)
          .go({ response: "all_new", abortSignal: giveUp.signal })
        leaseUntil = renewed
        if (data.stopRequested && !stopped) beat.onStopRequested()
      } catch (error) {
        // A write that failed for another reason is tried again at the next beat, as long as the lease lasts.
        const over = Date.parse(leaseUntil) <= now()
        if (isFailedCondition(error) || over) {
          if (!stopped) beat.onLost()
          return
        }
      }
    }
  })()

  return {
    async stop() {
      stopped = true
      wake()
      // A write that hangs or is being repeated must not hold back the end. If it still takes effect it does no harm: it has a condition.
      await Promise.race([beating, wait(lastBeatMilliseconds, undefined, { ref: false })])
      giveUp.abort()
      return leaseUntil
    },
  }
}
