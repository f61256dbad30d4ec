import { stageDayOf } from "@parley/core/budget/stage-day.ts"
import { services } from "./clients.ts"

/** Lambda gives the start of a process ten seconds; a table that answers takes some milliseconds. */
const timeoutMs = 2_000

/**
 * Reads the stage's day while the process starts, so that its first request need not wait for it. Lambda may freeze a process as soon as its
 * modules are loaded, and a connection does not outlive that: the modules wait for the end of the read. A read that fails or takes too long is
 * left to the first request.
 */
export async function prefetchStageDay(): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, timeoutMs)
  })
  const read = stageDayOf(services.store, services.settings, services.now())
  await Promise.race([read, timeout]).catch(() => undefined)
  clearTimeout(timer)
}
