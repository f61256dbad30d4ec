import { dayOf } from "../clock.ts"
import type { TurnSettings } from "../context.ts"
import { type StageScope, stageExhausted } from "./stage-budget.ts"

export type ShardQueue = {
  /** The shard to try next; a new UTC day begins with all of its shards again. */
  next(count: number, now: number): number
  /**
   * Leaves out the shard that was tried last.
   * @param scope the limit that it has met
   * @throws VisibleError `budget.exhausted` if it was the last shard of the day
   */
  skip(scope: StageScope, settings: TurnSettings, now: number): void
}

/** The shards of the stage's budget that have not refused a turn yet, in a random order, so that parallel turns spread. */
export function shardQueue(): ShardQueue {
  let day: string | undefined
  let left: number[] = []
  let full: StageScope = "stage"
  return {
    next(count, now) {
      if (day !== dayOf(now)) {
        day = dayOf(now)
        left = shuffled(count)
        full = "stage"
      }
      return left[0] as number
    },
    skip(scope, settings, now) {
      left.shift()
      // The limit of a share tells the caller more than that of the stage.
      if (scope !== "stage") full = scope
      if (left.length === 0) throw stageExhausted(settings, full, now)
    },
  }
}

function shuffled(count: number): number[] {
  const shards = Array.from({ length: count }, (_, shard) => shard)
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1))
    ;[shards[i], shards[j]] = [shards[j] as number, shards[i] as number]
  }
  return shards
}
