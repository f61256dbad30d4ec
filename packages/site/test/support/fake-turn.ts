import { setTimeout as sleep } from "node:timers/promises"
import { fakeCost, fakeUsage } from "./fake-reads.ts"

/** What an answer does next: text, or the loss of every connection that listens. Throwing a `FakeFailure` ends it. */
export type Step = string | { cut: true }

/** How the model answers a question. `run` counts the runs of the same turn, from 1. */
export type Answering = (question: string, run: number) => AsyncIterable<Step>

/** Thrown before the first step by `refuse`, it is the HTTP answer; thrown by an answer, the end of the stream. */
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

export type Listener = { event: (name: string, data: object, id?: number) => void; cut: () => void }

/** A turn that is answered whether anybody listens or not, as the real one is. */
export class FakeTurn {
  readonly turnId: string
  readonly conversationId: string
  readonly question: string
  readonly createdAt = new Date().toISOString()
  status = "streaming"
  text = ""
  error: FakeFailure | undefined
  stopRequested = false
  feedback: unknown
  runs = 0
  private readonly listeners = new Set<Listener>()

  constructor(turnId: string, conversationId: string, question: string) {
    this.turnId = turnId
    this.conversationId = conversationId
    this.question = question
  }

  async run(answering: Answering): Promise<void> {
    this.status = "streaming"
    this.error = undefined
    this.runs++
    try {
      for await (const step of answering(this.question, this.runs)) {
        if (typeof step === "string") this.add(step)
        else for (const listener of this.listeners) listener.cut()
        if (this.stopRequested) break
        await sleep(1)
      }
      this.status = this.stopRequested ? "stopped" : "complete"
    } catch (error) {
      if (!(error instanceof FakeFailure)) throw error
      this.error = error
      this.status = this.text ? "interrupted" : "failed"
    }
    for (const listener of this.listeners) this.tellEnd(listener)
  }

  /** Tells a listener everything beyond `after` and whatever comes. Returns what takes it off again. */
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

  private tellEnd(listener: Listener) {
    const { status, error } = this
    const length = this.text.length
    if (error) listener.event("error", { code: error.code, message: error.code, retryable: true, ...error.extras, status, length })
    else listener.event("done", { status, stopReason: "end_turn", usage: fakeUsage, cost: fakeCost, length, saved: true })
    this.listeners.delete(listener)
  }
}
