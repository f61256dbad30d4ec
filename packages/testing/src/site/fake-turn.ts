import { setTimeout as sleep } from "node:timers/promises"
import type { Block } from "@parley/api/block.ts"
import type { Cost } from "@parley/api/fields.ts"
import { textOf } from "@parley/core/text.ts"
import { type ErrorCode, errorCodes } from "@parley/core/visible-error.ts"
import { HeldBlocks } from "../stage/held-blocks.ts"

export const fakeUsage = { inputTokens: 1_200, outputTokens: 345, cacheReadInputTokens: 34, cacheWriteInputTokens: 0 }
/** Why Parley stops an answer itself. */
export const ownReasons: ReadonlySet<string> = new Set(["size", "budget", "steps", "time"])
export const fakeCost: Cost = { usd: 0.0042 }

/**
 * The next step of an answer: text; another kind of block (`open`), more text of it (`more`), its end (`close`); the disconnect of every listener
 * (`cut`), the end of following (`follow`), the answer's stop reason or cost, or where the model's memory begins. A thrown `FakeFailure` ends the answer.
 */
export type Step =
  | string
  | { open: Block }
  | { more: string }
  | { close: Block }
  | { cut: true }
  | { stopReason: string }
  | { historyFrom: string }
  | { cost: Cost }
  | { follow: true }

/** The model's answer to a question. `run` counts the runs of the same turn, from 1. */
export type Answering = (question: string, run: number) => AsyncIterable<Step>

/** Thrown by `refuse` before the first step, it is the HTTP error. Thrown by an answer, it ends the stream. */
export class FakeFailure extends Error {
  readonly code: string
  readonly status: number
  readonly extras: Record<string, unknown>
  constructor(status: number, code: string, extras: Record<string, unknown> = {}) {
    super(code)
    this.name = "FakeFailure"
    this.status = status
    this.code = code
    this.extras = extras
  }
}

export const isRetryable = ({ code }: FakeFailure): boolean => errorCodes[code as ErrorCode]?.retryable ?? true

export type Listener = { event: (name: string, data: object, id?: string) => void; cut: () => void }
type Sent = { event: string; data: object }

/** A turn that runs to its end without listeners, as in the real API. */
export class FakeTurn {
  readonly turnId: string
  readonly conversationId: string
  readonly question: string
  readonly content: Block[]
  readonly createdAt = new Date().toISOString()
  status = "streaming"
  /** The answer's blocks, if they are more than its text. */
  blocks: Block[] | undefined
  error: FakeFailure | undefined
  stopReason = "end_turn"
  historyFrom: string | undefined
  cost: Cost = fakeCost
  stopRequested = false
  feedback: unknown
  runs = 0
  /** The turn before this one; `null` for a first turn. */
  parentTurnId: string | null = null
  /** Whether it continues the answer of its parent, without a question of its own. */
  continues = false
  /** The events that were sent. An id counts them. */
  private readonly sent: Sent[] = []
  private held = new HeldBlocks()
  private readonly listeners = new Set<Listener>()

  constructor(turnId: string, conversationId: string, content: Block[]) {
    this.turnId = turnId
    this.conversationId = conversationId
    this.content = content
    this.question = textOf(content)
  }

  get text(): string {
    return this.held.text
  }

  set text(text: string) {
    this.startOver()
    if (text) this.add(text)
  }

  /** The blocks so far. */
  get written(): Block[] {
    return this.held.blocks
  }

  /** The position after so many events of the answer; by default after all. */
  idAfter(count = this.sent.length): string {
    return `run${this.runs}-${count}`
  }

  async run(answering: Answering): Promise<void> {
    this.status = "streaming"
    this.error = undefined
    this.runs++
    this.startOver()
    try {
      for await (const step of answering(this.question, this.runs)) {
        this.take(step)
        if (this.stopRequested) break
        await sleep(1)
      }
      this.status = this.stopRequested || ownReasons.has(this.stopReason) ? "stopped" : "complete"
    } catch (error) {
      if (!(error instanceof FakeFailure)) throw error
      this.error = error
      this.status = this.text ? "interrupted" : "failed"
      if (this.status === "failed") this.startOver()
    }
    for (const listener of this.listeners) this.tellEnd(listener)
  }

  private take(step: Step): void {
    if (typeof step === "string") this.add(step)
    else if ("open" in step) this.send("block", { index: this.written.length, block: step.open })
    else if ("more" in step) this.send("delta", { index: this.last, text: step.more })
    else if ("close" in step) this.send("update", { index: this.last, block: step.close })
    else if ("stopReason" in step) this.stopReason = step.stopReason
    else if ("cost" in step) this.cost = step.cost
    else if ("historyFrom" in step) this.historyFrom = step.historyFrom
    else for (const listener of this.listeners) this.leave(listener, step)
  }

  /** Sends a listener all that follows `after`, now and later. Returns a function that removes the listener. */
  listen(listener: Listener, after = ""): () => void {
    const { turnId, conversationId, createdAt, status } = this
    listener.event("turn", {
      turnId,
      conversationId,
      userMessageId: `u${turnId}`,
      messageId: `a${turnId}`,
      modelId: "fake",
      createdAt,
      status,
    })
    const [run, count] = after.split("-")
    const start = run === `run${this.runs}` ? Number(count) : 0
    for (const [index, { event, data }] of this.sent.entries()) if (index >= start) listener.event(event, data, this.idAfter(index + 1))
    if (this.status !== "streaming") this.tellEnd(listener)
    else this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  private startOver(): void {
    this.sent.splice(0)
    this.held = new HeldBlocks()
  }

  private get last(): number {
    return this.written.length - 1
  }

  private add(text: string): void {
    if (!text) return
    const last = this.written.at(-1)
    if (!last || !("text" in last)) this.send("block", { index: this.last + 1, block: { text: "" } })
    this.send("delta", { index: this.last, text })
  }

  private send(event: string, data: object): void {
    this.sent.push({ event, data })
    this.held.hear({ event, data })
    for (const listener of this.listeners) listener.event(event, data, this.idAfter())
  }

  private leave(listener: Listener, step: { cut: true } | { follow: true }) {
    if ("cut" in step) return listener.cut()
    this.listeners.delete(listener)
    const status = this.text ? "interrupted" : "failed"
    listener.event(
      "error",
      { code: "turn.follow", message: "turn.follow", retryable: true, status, length: this.text.length },
      this.idAfter(),
    )
  }

  private tellEnd(listener: Listener) {
    const { status, error } = this
    const length = this.text.length
    const id = this.idAfter()
    if (error)
      listener.event("error", { code: error.code, message: error.code, retryable: isRetryable(error), ...error.extras, status, length }, id)
    else {
      const { stopReason, historyFrom } = this
      listener.event("done", { status, stopReason, historyFrom, usage: fakeUsage, cost: this.cost, length, saved: true }, id)
    }
    this.listeners.delete(listener)
  }
}
