/** When the function that answers was killed: what went wrong then is the soak's own doing. */
export type Kills = {
  note(): void
  /** Whether there was one since `from` (in milliseconds since 1970), or just before it: its requests may have met the dying process. */
  during(from: number): boolean
  /** Somebody's request was cut by a kill, and with it perhaps a turn that nobody told the model of. */
  noteInterrupted(): void
  count(): number
  interrupted(): number
}

const dyingMilliseconds = 1_000

export function recordKills(): Kills {
  const times: number[] = []
  let interrupted = 0
  return {
    note: () => void times.push(Date.now()),
    during: (from) => (times.at(-1) ?? 0) >= from - dyingMilliseconds,
    noteInterrupted: () => {
      interrupted += 1
    },
    count: () => times.length,
    interrupted: () => interrupted,
  }
}
