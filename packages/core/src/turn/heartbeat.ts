import { setTimeout as wait } from "node:timers/promises"
import type { TurnContext } from "../context.ts"
import { isFailedCondition } from "../entities/condition.ts"
import type { Turn } from "../entities/turn.ts"
import { leaseFrom } from "./lease.ts"

/**
 * The time between two heartbeats. It grows with the text, since every heartbeat writes the whole text, and has an upper limit, since a stop
 * waits for the next one.
 * @param characters the length of the text so far
 */
export const heartbeatMs = (characters: number): number => Math.min(1_000 + characters / 40, 1_800)

/** How long the end of a turn waits for the heartbeat that is being written. */
const lastWriteMs = 500

export type Heartbeat = {
  /** Ends the heartbeat, after a short wait for a write under way. Returns the time until which the turn is certainly this run's. */
  stop(): Promise<string>
}

export type HeartbeatOptions = {
  text: () => string
  onStopRequested: () => void
  /** The lease could not be renewed, or the turn belongs to another run. */
  onLost: () => void
}

/**
 * Keeps a running turn alive: one conditional write stores the text so far, renews the lease and returns the stop flag. Only one write runs at
 * a time, and the stream never waits for it.
 */
export function startHeartbeat(
  { store, now }: TurnContext,
  { owner, turnId, runId, leaseUntil: firstLease }: Turn,
  deadline: number,
  { text, onStopRequested, onLost }: HeartbeatOptions,
): Heartbeat {
  let leaseUntil = firstLease
  const stopping = new AbortController()
  const writing = new AbortController()
  const running = run()

  async function run(): Promise<void> {
    for (;;) {
      await wait(heartbeatMs(text().length), undefined, { signal: stopping.signal }).catch(() => undefined)
      if (stopping.signal.aborted) return
      const isHeld = await renew()
      if (isHeld) continue
      if (!stopping.signal.aborted) onLost()
      return
    }
  }

  /** @returns whether the turn still belongs to this run; a write that failed for another reason is repeated while the lease lasts */
  async function renew(): Promise<boolean> {
    const renewed = leaseFrom(now(), deadline)
    try {
      const { data } = await store.entities.turns
        .patch({ owner, turnId })
        .set({ text: text(), leaseUntil: renewed })
        .where((item, { eq }) => `${eq(item.status, "streaming")} AND ${eq(item.runId, runId)}`)
        .go({ response: "all_new", abortSignal: writing.signal })
      leaseUntil = renewed
      if (data.stopRequested && !stopping.signal.aborted) onStopRequested()
      return true
    } catch (error) {
      return !isFailedCondition(error) && Date.parse(leaseUntil) > now()
    }
  }

  return {
    async stop() {
      stopping.abort()
      // A write that hangs or is repeated must not delay the end. It does no harm if it takes effect later: it has a condition.
      await Promise.race([running, wait(lastWriteMs, undefined, { ref: false })])
      writing.abort()
      return leaseUntil
    },
  }
}
