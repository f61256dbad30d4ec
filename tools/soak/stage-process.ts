import { type ChildProcess, fork } from "node:child_process"
import { readFile, rm } from "node:fs/promises"
import { setTimeout as wait } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import type { FunctionName } from "@parley/functions/routes.ts"
import { fixtureSite } from "@parley/testing/stage/test-stage.ts"
import type { LauncherReady } from "./launcher.ts"
import { type Observed, observedFile, pidFile } from "./observer.ts"

export const watched = ["chat", "conversations", "launcher"] as const
export type Watched = (typeof watched)[number]
export type FunctionFiles = Record<FunctionName, string>

export type StageProcess = {
  url: string
  logFile: string
  /** The launcher's own output so far. */
  said(): string
  observe(name: Watched): Promise<Observed | undefined>
  /** Kills a function's process, as a crash would. */
  kill(name: FunctionName): Promise<void>
  /** Asks the launcher to stop. Returns the problems of its exit, such as processes that still run. */
  stop(): Promise<string[]>
}

const file = (path: string) => fileURLToPath(new URL(path, import.meta.url))
export const observedFunctions: FunctionFiles = { chat: file("observed/chat.ts"), conversations: file("observed/conversations.ts") }

/** Starts the local stage in a separate process, with an observer in it and in each function. */
export async function startStageProcess(folder: string, functions: FunctionFiles, env: Record<string, string>): Promise<StageProcess> {
  const child = fork(file("launcher.ts"), [fixtureSite, functions.chat, functions.conversations], {
    cwd: folder,
    execArgv: [],
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    env: { PATH: process.env.PATH, DATA_DIR: folder, PORT: "0", SOAK_FOLDER: folder, ...env },
  })
  let said = ""
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text: string) => {
      said += text
    })
  }
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve))
  const { url, logFile } = await new Promise<LauncherReady>((resolve, reject) => {
    child.once("message", (message) => resolve(message as LauncherReady))
    child.once("exit", () => reject(new Error(`The stage did not start: ${said}`)))
  })
  const pidOf = async (name: Watched) => Number(await readFile(pidFile(folder, name), "utf8"))
  return {
    url,
    logFile,
    said: () => said,
    observe: (name) => observe(folder, name),
    async kill(name) {
      process.kill(await pidOf(name), "SIGKILL")
    },
    async stop() {
      const pids = await Promise.all(watched.map(pidOf))
      child.send("stop")
      const code = await Promise.race([ended, wait(15_000, "late" as const)])
      if (code === "late") await endHard(child, ended)
      const left = pids.filter(isRunning)
      return [
        ...(code === 0 ? [] : [`the launcher did not end by itself (${code})`]),
        ...(left.length ? [`processes were left: ${left.join(", ")}`] : []),
      ]
    },
  }
}

/** `undefined` if the process does not answer, such as during a restart. */
async function observe(folder: string, name: Watched): Promise<Observed | undefined> {
  const answer = observedFile(folder, name)
  await rm(answer, { force: true })
  try {
    process.kill(Number(await readFile(pidFile(folder, name), "utf8")), "SIGUSR2")
  } catch {
    return undefined
  }
  for (const deadline = Date.now() + 5_000; Date.now() < deadline; await wait(20)) {
    const json = await readFile(answer, "utf8").catch(() => undefined)
    if (json) return JSON.parse(json)
  }
  return undefined
}

async function endHard(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  child.kill("SIGKILL")
  await ended
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
