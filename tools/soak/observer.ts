import { readdirSync, renameSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"

/** The state of a process right after a full garbage collection. */
export type Observed = {
  pid: number
  /** Resident bytes without the free pages that V8 keeps: their number depends on the peak load so far. */
  keptBytes: number
  heapBytes: number
  /** Open files, pipes and sockets. */
  descriptors: number
  /** The resources that keep the process running, by kind (`process.getActiveResourcesInfo`). */
  resources: Record<string, number>
}

export const pidFile = (folder: string, name: string): string => join(folder, `${name}.pid`)
export const observedFile = (folder: string, name: string): string => join(folder, `${name}.json`)

/** Makes this process write its state into SOAK_FOLDER on each SIGUSR2. It opens no handle beside the product's. */
export function observe(name: string): void {
  const folder = process.env.SOAK_FOLDER ?? ""
  setFlagsFromString("--expose-gc")
  const collectGarbage: () => void = runInNewContext("gc")
  process.on("SIGUSR2", () => {
    collectGarbage()
    replace(observedFile(folder, name), JSON.stringify(look()))
  })
  replace(pidFile(folder, name), String(process.pid))
}

function look(): Observed {
  const { rss, heapTotal, heapUsed, external } = process.memoryUsage()
  const resources: Record<string, number> = {}
  for (const kind of process.getActiveResourcesInfo()) resources[kind] = (resources[kind] ?? 0) + 1
  return { pid: process.pid, keptBytes: rss - heapTotal + heapUsed, heapBytes: heapUsed + external, descriptors: descriptors(), resources }
}

function descriptors(): number {
  // Reading the folder opens one descriptor itself.
  return process.platform === "linux" ? readdirSync("/proc/self/fd").length - 1 : 0
}

// Written under another name first, so that no reader sees half a file.
function replace(file: string, text: string): void {
  writeFileSync(`${file}.new`, text)
  renameSync(`${file}.new`, file)
}
