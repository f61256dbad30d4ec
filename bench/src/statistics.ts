/** A median with the middle half of the values around it. */
export type Figure = { median: number; from: number; to: number; count: number }

export function figure(values: readonly number[]): Figure {
  const sorted = values.toSorted((a, b) => a - b)
  return { median: quantile(sorted, 0.5), from: quantile(sorted, 0.25), to: quantile(sorted, 0.75), count: sorted.length }
}

/** Pairs the values of both by round, so that a disturbance in a round affects both. */
export const ratio = (values: readonly number[], others: readonly number[]): Figure =>
  figure(values.flatMap((value, round) => (others[round] ? [value / others[round]] : [])))

export function quantile(sorted: readonly number[], share: number): number {
  const at = (sorted.length - 1) * share
  const low = sorted[Math.floor(at)] ?? 0
  return low + ((sorted[Math.ceil(at)] ?? low) - low) * (at - Math.floor(at))
}
