import { execFile } from "node:child_process"
import { readFile, rm, writeFile } from "node:fs/promises"
import { setTimeout as sleep } from "node:timers/promises"
import { PlainError } from "../plain-error.ts"

/** Stores in `file` which process serves a database. The next start can then end a process whose launcher was killed. */
export async function rememberProcess(file: string, pid: number): Promise<void> {
  await writeFile(file, JSON.stringify({ pid, launcher: process.pid }))
}

/**
 * Ends the process stored in `file` if it still runs without its launcher. `mark` is a part of its command line and rules out another
 * program that reuses the process id.
 * @throws PlainError if its launcher still runs: two stages must not share one database file.
 */
export async function endLeftover(file: string, mark: string): Promise<void> {
  const remembered = await readFile(file, "utf8").then(
    (text): { pid?: unknown; launcher?: unknown } => parsed(text),
    () => undefined,
  )
  if (!remembered) return
  const { pid, launcher } = remembered
  const found = typeof pid === "number" ? await lookUp(pid, mark) : undefined
  if (found && found.parent === launcher)
    throw new PlainError(`Another Parley (process ${launcher}) uses the same data. Stop it, or set DATA_DIR to another folder.`)
  if (found) await end(found.pid, mark)
  await rm(file, { force: true })
}

function parsed(text: string) {
  try {
    return JSON.parse(text)
  } catch {
    return {}
  }
}

type Found = { pid: number; parent: number }

/** The process if it runs and its command line contains `mark`. A zombie process has no command line. */
async function lookUp(pid: number, mark: string): Promise<Found | undefined> {
  const found = process.platform === "linux" ? await readProc(pid) : await askPs(pid)
  return found?.command.includes(mark) ? { pid, parent: found.parent } : undefined
}

// Containers on Linux often have no `ps`.
async function readProc(pid: number) {
  try {
    const status = await readFile(`/proc/${pid}/status`, "utf8")
    const command = await readFile(`/proc/${pid}/cmdline`, "utf8")
    return { parent: Number(/^PPid:\s*(\d+)/m.exec(status)?.[1]), command: command.replaceAll("\0", " ") }
  } catch {
    return undefined
  }
}

function askPs(pid: number): Promise<{ parent: number; command: string } | undefined> {
  return new Promise((resolve) => {
    execFile("ps", ["-o", "ppid=,args=", "-p", String(pid)], (error, stdout) => {
      const [, parent, command] = stdout.match(/^\s*(\d+)\s+(.*)$/m) ?? []
      resolve(error || !command ? undefined : { parent: Number(parent), command })
    })
  })
}

async function end(pid: number, mark: string) {
  for (const signal of ["SIGTERM", "SIGKILL"] as const) {
    try {
      process.kill(pid, signal)
    } catch {
      return
    }
    for (let tries = 0; tries < 50; tries++) {
      if (!(await lookUp(pid, mark))) return
      await sleep(20)
    }
  }
}
