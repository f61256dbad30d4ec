import { type ChildProcess, spawn } from "node:child_process"
import { setTimeout as sleep } from "node:timers/promises"

export type ServerProcess = { pid: number; ended: Promise<void>; stop(): Promise<void> }

/**
 * Starts a server program and waits until it answers HTTP at `url`.
 * @throws Error with the program's stderr if it exits first.
 */
export async function startServerProcess(file: string, args: string[], url: string): Promise<ServerProcess> {
  const child = spawn(file, args, { stdio: ["ignore", "ignore", "pipe"], env: { ...process.env, DDB_LOCAL_TELEMETRY: "0" } })
  let said = ""
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said = (said + text).slice(-2_000)
  })
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()).once("error", () => resolve()))
  const spawned = await new Promise<Error | undefined>((resolve) => {
    child.once("spawn", () => resolve(undefined)).once("error", resolve)
  })
  if (spawned) throw spawned
  const gone = new AbortController()
  await Promise.race([ended, untilAnswers(url, gone.signal)])
  gone.abort()
  if (hasEnded(child)) throw new Error(said.trim() || `${file} exited at once`)
  return { pid: child.pid ?? 0, ended, stop: () => stop(child, ended) }
}

const hasEnded = (child: ChildProcess) => child.exitCode !== null || child.signalCode !== null

async function stop(child: ChildProcess, ended: Promise<void>) {
  if (hasEnded(child)) return
  child.kill("SIGTERM")
  // The server waits for its clients, which may be tools that stay connected. Its files survive a SIGKILL.
  const late = setTimeout(() => child.kill("SIGKILL"), 1_000)
  await ended
  clearTimeout(late)
}

async function untilAnswers(url: string, gone: AbortSignal) {
  const deadline = Date.now() + 60_000
  while (Date.now() < deadline) {
    const answered = await fetch(url, { signal: AbortSignal.timeout(2_000) }).then(
      (response) => response.text().then(() => true),
      () => false,
    )
    if (answered || gone.aborted) return
    await sleep(10)
  }
  throw new Error(`Nothing answered at ${url} within a minute`)
}
