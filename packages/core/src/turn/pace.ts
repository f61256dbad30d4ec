/** How often a running turn is written and read. */
export type Pace = {
  /** Between two writes of its generator. A stop waits for the next one. */
  heartbeatMs: number
  /** After this time without a write the generator counts as dead. */
  leaseMs: number
  /** Between two reads of a follower. */
  pollMs: number
}
export const usualPace: Pace = { heartbeatMs: 1_500, leaseMs: 15_000, pollMs: 400 }
