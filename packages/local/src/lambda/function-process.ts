import { type ChildProcess, fork } from "node:child_process"
import { randomUUID } from "node:crypto"
import { fileURLToPath } from "node:url"
import { PlainError } from "../plain-error.ts"
import type { FromFunction, Invoke } from "./messages.ts"

export type FunctionConfig = {
  /** The file that exports `handler`. */
  file: string
  timeoutSeconds: number
  /** Limit of concurrent invocations, as reserved concurrency; unlimited if not set. One more fails at once. */
  reserved?: number
}

/** Receives the bytes of one invocation. Exactly one of `end` and `fail` is called, last. The log contains the reason of a failure. */
export type Invocation = { bytes(bytes: Uint8Array): void; end(): void; fail(): void }

type Options = FunctionConfig & {
  name: string
  env: Record<string, string | undefined>
  /** Receives the function's output, line by line. */
  log(line: string, stream: "stdout" | "stderr"): void
}

const runtime = fileURLToPath(new URL("./runtime.ts", import.meta.url))

/**
 * One function as Lambda runs it, except that its invocations share one process. The process starts with the first invocation or with
 * `start()`, and again after it exited. At the deadline only the invocation's stream ends; Lambda would end the process.
 */
export class LambdaFunction {
  readonly #options: Options
  #child: ChildProcess | undefined
  #ready: Promise<void> | undefined
  readonly #running = new Map<string, { invocation: Invocation; timer?: NodeJS.Timeout }>()

  constructor(options: Options) {
    this.#options = options
  }

  /** Loads the handler. @throws PlainError if the process exits while loading; the log contains the reason. */
  start(): Promise<void> {
    this.#ready ??= this.#spawn()
    return this.#ready
  }

  async invoke(event: unknown, invocation: Invocation): Promise<void> {
    const { name, timeoutSeconds, reserved = Number.POSITIVE_INFINITY, log } = this.#options
    const id = randomUUID()
    if (this.#running.size >= reserved) {
      log(`${name} ${id}: throttled, ${reserved} invocations are running`, "stderr")
      return invocation.fail()
    }
    const running: { invocation: Invocation; timer?: NodeJS.Timeout } = { invocation }
    this.#running.set(id, running)
    try {
      await this.start()
    } catch {
      return this.#settle(id, true)
    }
    const deadline = Date.now() + timeoutSeconds * 1_000
    running.timer = setTimeout(() => this.#fail(id, `Task timed out after ${timeoutSeconds} seconds`), timeoutSeconds * 1_000)
    const message: Invoke = { id, event, deadline, functionName: name }
    this.#child?.send(message, (error) => error && this.#fail(id, "the process is gone"))
  }

  /** Ends the process as a crash does and waits for its exit. The next invocation starts a new one. */
  async kill(): Promise<void> {
    await this.#end("SIGKILL")
  }

  /** Ends the process. The next invocation would start a new one. */
  async stop(): Promise<void> {
    await this.#end("SIGTERM")
  }

  #spawn(): Promise<void> {
    const { file, env, log } = this.#options
    const child = fork(runtime, [file], { env, execArgv: [], serialization: "advanced", stdio: ["ignore", "pipe", "pipe", "ipc"] })
    this.#child = child
    forwardLines(child.stdout, (line) => log(line, "stdout"))
    forwardLines(child.stderr, (line) => log(line, "stderr"))
    return new Promise((resolve, reject) => {
      child.on("message", (message: FromFunction) => {
        if (message.kind === "ready") resolve()
        else if (message.kind === "bytes") this.#running.get(message.id)?.invocation.bytes(message.bytes)
        else this.#settle(message.id, message.kind === "failed")
      })
      child.once("exit", (code, signal) => {
        this.#child = undefined
        this.#ready = undefined
        const reason = `the process ended (${signal ?? `exit code ${code}`})`
        reject(new PlainError(`The function ${this.#options.name} could not be loaded: ${reason}. The cause is in its log.`))
        for (const id of [...this.#running.keys()]) this.#fail(id, reason)
      })
    })
  }

  #fail(id: string, reason: string) {
    if (this.#running.has(id)) this.#options.log(`${this.#options.name} ${id}: ${reason}`, "stderr")
    this.#settle(id, true)
  }

  // A handler may continue after the end of its answer and fail then; that answer is already sent.
  #settle(id: string, failed: boolean) {
    const running = this.#running.get(id)
    if (!running) return
    this.#running.delete(id)
    clearTimeout(running.timer)
    if (failed) running.invocation.fail()
    else running.invocation.end()
  }

  async #end(signal: "SIGTERM" | "SIGKILL") {
    const child = this.#child
    if (!child) return
    await new Promise((resolve) => {
      child.once("exit", resolve)
      child.kill(signal)
    })
  }
}

function forwardLines(stream: NodeJS.ReadableStream | null, log: (line: string) => void) {
  let rest = ""
  stream?.setEncoding("utf8")
  stream?.on("data", (text: string) => {
    const lines = (rest + text).split("\n")
    rest = lines.pop() ?? ""
    for (const line of lines) log(line)
  })
  stream?.on("end", () => rest && log(rest))
}
