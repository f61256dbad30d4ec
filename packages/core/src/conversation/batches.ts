/** Runs something for each item, so many at a time: quick, and gentle to a table that others use as well. */
export async function inBatches<T>(items: readonly T[], run: (item: T) => Promise<unknown>, atOnce = 20): Promise<void> {
  for (let start = 0; start < items.length; start += atOnce) await Promise.all(items.slice(start, start + atOnce).map(run))
}
