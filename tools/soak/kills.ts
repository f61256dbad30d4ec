/** When a function was killed: failures of requests at that time are caused by the soak itself. */
export type Kills = {
  note(): void
  /** Whether a function was killed since `from` (in milliseconds since 1970) or just before: its requests may have reached the dying process. */
  during(from: number): boolean
  /** A kill breaks a request, and possibly a turn whose model call never started. */
  noteInterrupted(): void
  count(): number
  interrupted(): number
}

const dyingMs = 1_000

export function recordKills(): Kills {
  const times: number[] = []
  let interrupted = 0
  return {
    note: () => void times.push(Date.now()),
    during: (from) => (times.at(-1) ?? 0) >= from - dyingMs,
    noteInterrupted: () => {
      interrupted += 1
    },
    count: () => times.length,
    interrupted: () => interrupted,
  }
}
