import { type ChildProcess, fork } from "node:child_process"

type Environment = Record<string, string | undefined>

const timeoutMs = 180_000

/** A process that answers each message with one message. */
export class Talker {
  readonly child: ChildProcess
  readonly #ended: Promise<never>

  constructor(file: string, args: string[], env: Environment) {
    // Node's own warnings and a function's log lines are irrelevant here.
    this.child = fork(file, args, {
      env: { PATH: process.env.PATH, ...env },
      execArgv: ["--no-warnings"],
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    })
    let said = ""
    this.child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      said = (said + text).slice(-2_000)
    })
    this.#ended = new Promise((_, reject) => {
      this.child.once("exit", (code) => reject(new Error(`${file} ${args.join(" ")} ended (${code}): ${said}`)))
    })
    this.#ended.catch(() => undefined)
  }

  async hear<Said = unknown>(): Promise<Said> {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`${this.child.spawnargs.at(-1)} said nothing for too long`)), timeoutMs)
    })
    const said = new Promise<Said>((resolve) => this.child.once("message", (message) => resolve(message as Said)))
    return Promise.race([said, this.#ended, late]).finally(() => clearTimeout(timer))
  }

  tell<Said>(message: object): Promise<Said> {
    const said = this.hear<Said>()
    this.child.send(message)
    return said
  }

  /** Waits until the process has exited by itself. */
  async gone(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) await new Promise((resolve) => this.child.once("exit", resolve))
  }

  async stop(): Promise<void> {
    this.child.kill("SIGKILL")
    await this.gone()
  }
}
