import type { Observed } from "./observer.ts"

const growthLimit = 0.1
/** A shorter run has too few samples, and its process is still warming up. */
export const shortestJudgedSeconds = 300

export type Sample = Observed & { at: number }
/** Resident bytes, and bytes that the program itself uses, at the start and at the end. */
export type Growth = { before: number; after: number; growth: number; heapBefore: number; heapAfter: number }

/**
 * The growth of a process's resident memory: the median of the samples in the first sixth of the judged time against that of the last sixth. A
 * restarted process is judged from its own start.
 */
export function growthOf(samples: Sample[], from: number, to: number): Growth | undefined {
  const newest = samples.at(-1)?.pid
  const judged = samples.filter(({ pid, at }) => pid === newest && at >= from && at <= to)
  const window = (to - from) / 6
  const first = mediansOf(judged.filter(({ at }) => at < from + window))
  const last = mediansOf(judged.filter(({ at }) => at > to - window))
  if (!first || !last) return undefined
  const growth = last.resident / first.resident - 1
  return { before: first.resident, after: last.resident, growth, heapBefore: first.heap, heapAfter: last.heap }
}

/** The memory problems of the processes. */
export function judgeMemory(growths: Record<string, Growth | undefined>): string[] {
  return Object.entries(growths).flatMap(([name, growth]) => {
    if (!growth) return [`memory: ${name} could not be measured`]
    if (growth.growth < growthLimit) return []
    return [`memory: ${name} grew by ${(100 * growth.growth).toFixed(1)} %, from ${megabytes(growth.before)} to ${megabytes(growth.after)}`]
  })
}

export const megabytes = (bytes: number): string => `${(bytes / 1_048_576).toFixed(0)} MB`

function mediansOf(samples: Sample[]): { resident: number; heap: number } | undefined {
  const resident = median(samples.map(({ keptBytes }) => keptBytes))
  const heap = median(samples.map(({ heapBytes }) => heapBytes))
  return resident === undefined || heap === undefined ? undefined : { resident, heap }
}

function median(values: number[]): number | undefined {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]
}
