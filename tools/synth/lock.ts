import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { synthFolder } from "./paths.ts"

/** Runs `work` while no other process of this working tree runs it; waits for a running one. The lock of a dead process is ignored. */
export function withLock<Result>(name: string, work: () => Result): Result {
  const file = `${synthFolder}/${name}.lock`
  mkdirSync(synthFolder, { recursive: true })
  while (!take(file)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100)
  try {
    return work()
  } finally {
    rmSync(file, { force: true })
  }
}

function take(file: string): boolean {
  try {
    writeFileSync(file, String(process.pid), { flag: "wx" })
    return true
  } catch {
    if (!isHeld(file)) rmSync(file, { force: true })
    return false
  }
}

function isHeld(file: string): boolean {
  try {
    const pid = Number(readFileSync(file, "utf8"))
    // Empty for the moment between the file's creation and the write.
    return pid === 0 || process.kill(pid, 0)
  } catch {
    return false
  }
}
