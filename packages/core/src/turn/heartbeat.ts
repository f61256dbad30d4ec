import { setTimeout as wait } from "node:timers/promises"
import type { TurnContext } from "../context.ts"
import type { Part } from "../entities/part.ts"
import type { Turn } from "../entities/turn.ts"
import type { Backlog, Batch } from "./backlog.ts"
import { leaseFrom, leaseOf } from "./lease.ts"
import { append, maxPartBytes, type Place, partOf } from "./log.ts"
import { usualPace } from "./pace.ts"

/** How long the end of a turn waits for the heartbeat that is being written. */
const lastWriteMs = 500

/** How far a run's log has come. */
export type LogEnd = {
  /** Until this time no other process can have ended the turn. */
  leaseUntil: string
  /** The parts that are known to be stored. */
  parts: Place[]
  /** The number of a part that may be stored or may yet arrive. */
  openSeq?: number
}

export type Heartbeat = {
  /** Ends the heartbeat, after a short wait for a write under way. */
  stop(): Promise<LogEnd>
}

export type HeartbeatOptions = {
  backlog: Backlog
  onStopRequested: () => void
  /** The lease could not be renewed, or another process ends the turn. */
  onLost: () => void
}

/**
 * Keeps a running turn alive: each heartbeat appends one part to the answer log, with the events since the last one and the new lease. A part
 * whose number is taken tells who was there: a lost reply of this run's own, a stop, or a seal. Only one write runs at a time, and the
 * stream never waits for it.
 */
export function startHeartbeat(
  context: TurnContext,
  turn: Turn,
  deadline: number,
  { backlog, onStopRequested, onLost }: HeartbeatOptions,
): Heartbeat {
  const { now, pace = usualPace } = context
  const parts: Place[] = []
  let leaseUntil = leaseOf(turn, undefined)
  /** The events being written. They stay the same until it is known whether they are stored. */
  let batch: Batch | undefined
  let isOpen = false
  const stopping = new AbortController()
  const writing = new AbortController()
  const running = run()

  async function run(): Promise<void> {
    for (;;) {
      await wait(pace.heartbeatMs, undefined, { signal: stopping.signal }).catch(() => undefined)
      if (stopping.signal.aborted) return
      if (await renew()) continue
      if (!stopping.signal.aborted) onLost()
      return
    }
  }

  /** @returns whether the turn still belongs to this run; a write that failed is repeated while the lease lasts */
  async function renew(): Promise<boolean> {
    try {
      for (;;) {
        batch ??= backlog.take(maxPartBytes)
        const { isMore } = batch
        const found = await appendNext(batch)
        if (found === "seal") return false
        if (found === "stop" || !isMore || stopping.signal.aborted) return true
      }
    } catch {
      return Date.parse(leaseUntil) > now()
    }
  }

  /** @returns what has the next number now */
  async function appendNext({ events }: Batch): Promise<Part["kind"]> {
    const part = partOf(turn, { seq: nextSeq(), kind: "events", events, leaseUntil: leaseFrom(context, deadline) }, now())
    isOpen = true
    const there = (await append(context, part, writing.signal)) ?? part
    isOpen = false
    if (there.kind === "seal") return there.kind
    parts.push(there)
    if (there.kind === "stop") {
      if (!stopping.signal.aborted) onStopRequested()
    } else {
      leaseUntil = there.leaseUntil
      batch = undefined
    }
    return there.kind
  }

  function nextSeq(): number {
    return (parts.at(-1)?.seq ?? 0) + 1
  }

  return {
    async stop() {
      stopping.abort()
      // A write that hangs or is repeated must not delay the end.
      await Promise.race([running, wait(lastWriteMs, undefined, { ref: false })])
      writing.abort()
      return { leaseUntil, parts, ...(isOpen && { openSeq: nextSeq() }) }
    },
  }
}
