import { execFile } from "node:child_process"
import { readFile, rm, writeFile } from "node:fs/promises"
import { setTimeout as sleep } from "node:timers/promises"
import { PlainError } from "../plain-error.ts"

/**
 * Remembers in `file` which process serves a database, so that the next start can end one whose launcher was killed and could not.
 */
export async function rememberProcess(file: string, pid: number): Promise<void> {
  await writeFile(file, JSON.stringify({ pid, launcher: process.pid }))
}

/**
 * Ends the process remembered in `file` if it still runs without its launcher. `mark` is a part of its command line: another program may
 * have got its number since.
 * @throws PlainError if its launcher runs as well: two stages must not share one database file.
 */
export async function endLeftover(file: string, mark: string): Promise<void> {
  const remembered = await readFile(file, "utf8").then(
    (text): { pid?: unknown; launcher?: unknown } => parsed(text),
    () => undefined,
  )
  if (!remembered) return
  const { pid, launcher } = remembered
  if (typeof pid === "number") {
    const found = await lookUp(pid)
    if (found?.command.includes(mark)) {
      if (found.parent === launcher)
        throw new PlainError(`Another Parley (process ${launcher}) uses the same data: end it, or set DATA_DIR to another folder.`)
      await end(pid)
    }
  }
  await rm(file, { force: true })
}

function parsed(text: string) {
  try {
    return JSON.parse(text)
  } catch {
    return {}
  }
}

type Found = { parent: number; command: string }

// Linux without `ps` is common in containers.
async function lookUp(pid: number): Promise<Found | undefined> {
  if (process.platform !== "linux") return askPs(pid)
  try {
    const status = await readFile(`/proc/${pid}/status`, "utf8")
    const command = await readFile(`/proc/${pid}/cmdline`, "utf8")
    return { parent: Number(/^PPid:\s*(\d+)/m.exec(status)?.[1]), command: command.replaceAll("\0", " ") }
  } catch {
    return undefined
  }
}

function askPs(pid: number): Promise<Found | undefined> {
  return new Promise((resolve) => {
    execFile("ps", ["-o", "ppid=,args=", "-p", String(pid)], (error, stdout) => {
      const [, parent, command] = stdout.match(/^\s*(\d+)\s+(.*)$/m) ?? []
      resolve(error || !command ? undefined : { parent: Number(parent), command })
    })
  })
}

async function end(pid: number) {
  for (const signal of ["SIGTERM", "SIGKILL"] as const) {
    try {
      process.kill(pid, signal)
      for (let i = 0; i < 100; i++) {
        process.kill(pid, 0)
        await sleep(20)
      }
    } catch {
      return
    }
  }
}
