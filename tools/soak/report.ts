import { type Growth, megabytes, type Sample } from "./memory.ts"
import type { Counts } from "./person.ts"

export type SoakReport = {
  /** The problems; empty if the soak passed. */
  problems: string[]
  seconds: number
  streams: number
  counts: Counts
  modelCalls: number
  tableFaults: number
  kills: number
  growths: Record<string, Growth | undefined>
  isMemoryJudged: boolean
}

/** Further problems repeat the same cause. */
export const shownProblems = 20

/** One line of progress. */
export function progressLine(seconds: number, counts: Counts, problems: number, latest: (Sample | undefined)[]): string {
  const memory = latest.map((sample) => (sample ? megabytes(sample.keptBytes) : "?")).join(" / ")
  const { turns = 0, requests = 0 } = counts
  return `${String(Math.round(seconds / 60)).padStart(3)} min: ${turns} turns, ${requests} other requests, ${problems} problems, memory ${memory}`
}

export function summaryOf(report: SoakReport): string {
  const { problems, seconds, streams, counts, modelCalls, tableFaults, kills, growths, isMemoryJudged } = report
  const { turns = 0, requests = 0, ...ends } = counts
  const memory = Object.entries(growths).map(([name, growth]) => {
    if (!growth) return `  ${name}: not measured`
    const percent = `${growth.growth >= 0 ? "+" : ""}${(100 * growth.growth).toFixed(1)} %`
    const heap = `heap ${megabytes(growth.heapBefore)} → ${megabytes(growth.heapAfter)}`
    return `  ${name}: ${megabytes(growth.before)} → ${megabytes(growth.after)} (${percent}), ${heap}`
  })
  const list = problems.slice(0, shownProblems).map((problem) => `  ✗ ${problem}`)
  return [
    `${(seconds / 60).toFixed(1)} minutes, ${streams} streams: ${turns} turns, ${modelCalls} model calls, ${requests} other requests`,
    `how turns ended, by reader: ${Object.entries(ends)
      .toSorted(([, a], [, b]) => b - a)
      .map(([end, count]) => `${count} ${end}`)
      .join(", ")}`,
    `on purpose: ${tableFaults} faults of the table, ${kills} killed functions`,
    `memory kept after garbage collection${isMemoryJudged ? "" : " (the run is too short to judge it)"}:`,
    ...memory,
    problems.length === 0 ? "no problem" : `${problems.length} problems:`,
    ...list,
    ...(problems.length > shownProblems ? [`  … and ${problems.length - shownProblems} more`] : []),
  ].join("\n")
}
