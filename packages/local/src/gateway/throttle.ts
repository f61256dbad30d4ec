export type Throttle = { burst: number; perSecond: number }

/** A token bucket, as API Gateway throttles a stage. The returned function tells whether one more request may pass. */
export function tokenBucket({ burst, perSecond }: Throttle): () => boolean {
  let tokens = burst
  let filled = Date.now()
  return () => {
    const now = Date.now()
    tokens = Math.min(burst, tokens + ((now - filled) / 1_000) * perSecond)
    filled = now
    if (tokens < 1) return false
    tokens -= 1
    return true
  }
}
