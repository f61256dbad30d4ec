import { setTimeout as sleep } from "node:timers/promises"
import type { Block } from "@parley/api/block.ts"
import { textOf } from "@parley/core/text.ts"
import { type ErrorCode, errorCodes } from "@parley/core/visible-error.ts"

export const fakeUsage = { inputTokens: 1_200, outputTokens: 345, cacheReadInputTokens: 34, cacheWriteInputTokens: 0 }
export const fakeCost = { usd: 0.0042 }

/**
 * The next step of an answer: text, the disconnect of every listener (`cut`), the end of following (`turn.follow`), or the answer's stop
 * reason. A thrown `FakeFailure` ends the answer.
 */
export type Step = string | { cut: true } | { stopReason: string } | { follow: true }

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

export type Listener = { event: (name: string, data: object, id?: number) => void; cut: () => void }

/** A turn that runs to its end without listeners, as in the real API. */
export class FakeTurn {
  readonly turnId: string
  readonly conversationId: string
  readonly question: string
  readonly content: Block[]
  readonly createdAt = new Date().toISOString()
  status = "streaming"
  text = ""
  /** The answer's blocks, if they are more than its text. */
  blocks: Block[] | undefined
  error: FakeFailure | undefined
  stopReason = "end_turn"
  stopRequested = false
  feedback: unknown
  runs = 0
  private readonly listeners = new Set<Listener>()

  constructor(turnId: string, conversationId: string, content: Block[]) {
    this.turnId = turnId
    this.conversationId = conversationId
    this.content = content
    this.question = textOf(content)
  }

  async run(answering: Answering): Promise<void> {
    this.status = "streaming"
    this.error = undefined
    this.runs++
    try {
      for await (const step of answering(this.question, this.runs)) {
        if (typeof step === "string") this.add(step)
        else if ("stopReason" in step) this.stopReason = step.stopReason
        else for (const listener of this.listeners) this.leave(listener, step)
        if (this.stopRequested) break
        await sleep(1)
      }
      this.status = this.stopRequested || this.stopReason === "size" ? "stopped" : "complete"
    } catch (error) {
      if (!(error instanceof FakeFailure)) throw error
      this.error = error
      this.status = this.text ? "interrupted" : "failed"
    }
    for (const listener of this.listeners) this.tellEnd(listener)
  }

  /** Sends a listener all text beyond `after`, now and later. Returns a function that removes the listener. */
  listen(listener: Listener, after: number): () => void {
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
    if (this.text.length > after) listener.event("delta", { text: this.text.slice(after) }, this.text.length)
    if (this.status !== "streaming") this.tellEnd(listener)
    else this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  private add(piece: string) {
    this.text += piece
    for (const listener of this.listeners) listener.event("delta", { text: piece }, this.text.length)
  }

  private leave(listener: Listener, step: { cut: true } | { follow: true }) {
    if ("cut" in step) return listener.cut()
    this.listeners.delete(listener)
    const status = this.text ? "interrupted" : "failed"
    listener.event("error", { code: "turn.follow", message: "turn.follow", retryable: true, status, length: this.text.length })
  }

  private tellEnd(listener: Listener) {
    const { status, error } = this
    const length = this.text.length
    if (error)
      listener.event("error", { code: error.code, message: error.code, retryable: isRetryable(error), ...error.extras, status, length })
    else listener.event("done", { status, stopReason: this.stopReason, usage: fakeUsage, cost: fakeCost, length, saved: true })
    this.listeners.delete(listener)
  }
}
