import type { Observed } from "./observer.ts"

export const growthLimit = 0.1
/** A shorter run has too few samples, and a process that is still getting warm. */
export const shortestJudgedSeconds = 300

export type Sample = Observed & { at: number }
export type Growth = { before: number; after: number; growth: number }

/**
 * How much a process's resident memory grew: the median of the samples in the first sixth of the judged time against that of the last
 * sixth. A process that was started anew meanwhile is judged from its own start on.
 */
export function growthOf(samples: Sample[], from: number, to: number): Growth | undefined {
  const newest = samples.at(-1)?.pid
  const judged = samples.filter(({ pid, at }) => pid === newest && at >= from && at <= to)
  const window = (to - from) / 6
  const before = median(judged.filter(({ at }) => at < from + window).map(({ rssBytes }) => rssBytes))
  const after = median(judged.filter(({ at }) => at > to - window).map(({ rssBytes }) => rssBytes))
  if (before === undefined || after === undefined) return undefined
  return { before, after, growth: after / before - 1 }
}

/** What is wrong with the memory of the processes, if anything. */
export function judgeMemory(growths: Record<string, Growth | undefined>): string[] {
  return Object.entries(growths).flatMap(([name, growth]) => {
    if (!growth) return [`memory: ${name} could not be measured`]
    if (growth.growth < growthLimit) return []
    return [`memory: ${name} grew by ${(100 * growth.growth).toFixed(1)} %, from ${megabytes(growth.before)} to ${megabytes(growth.after)}`]
  })
}

export const megabytes = (bytes: number): string => `${(bytes / 1_048_576).toFixed(0)} MB`

function median(values: number[]): number | undefined {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]
}
