import { setTimeout as wait } from "node:timers/promises"
import type { Visitor } from "@parley/testing/stage/visitor.ts"
import { createParser } from "eventsource-parser"
import { between } from "./chance.ts"
import type { Kills } from "./kills.ts"
import { type Heard, judgeStream, unavailable } from "./verdict.ts"

export type Manner = {
  /** Milliseconds after which each of the first connections is broken off; the reader then comes back with what it holds. */
  cuts: number[]
  /** Waits before it takes the next bytes. */
  isSlow: boolean
}

export type Reading = {
  visitor: Visitor
  body: Record<string, unknown>
  manner: Manner
  kills: Kills
  /** Whether there may have been another run before the one that ended, whose text no longer counts. */
  mayBeAnew(): boolean
  /** Gets what is wrong. */
  complain(problem: string): void
  /** Told of each answer that the table did not answer. */
  noteUnavailable(): void
  /** Told as soon as the conversation is known. */
  began?(conversationId: string): void
}

const patienceMilliseconds = 120_000

/**
 * Reads a turn to its end as the page does: whenever the connection ends early, the same turn is asked for again, and once from its start, and
 * once more after each kill, if what arrived is not what the end counts, where there is a reason for that.
 */
export async function readTurn({
  visitor,
  body,
  manner,
  kills,
  mayBeAnew,
  complain,
  noteUnavailable,
  began,
}: Reading): Promise<Heard | { refused: number; code: string }> {
  let text = ""
  let restartedAt: number | undefined
  const startedAt = Date.now()
  const giveUp = startedAt + patienceMilliseconds
  for (let attempt = 0; Date.now() < giveUp; attempt++) {
    const from = Date.now()
    const events: string[] = []
    let end: Omit<Heard, "text"> | undefined
    const cut = manner.cuts[attempt]
    const signal = cut === undefined ? undefined : AbortSignal.timeout(cut)
    const parser = createParser({
      onEvent: ({ event = "message", id, data }) => {
        events.push(event)
        const value = JSON.parse(data)
        if (event === "turn") began?.(value.conversationId)
        if (event === "delta") text = text.slice(0, Number(id) - value.text.length) + value.text
        if (event === "done" || event === "error") end = { event, status: value.status, code: value.code, length: value.length }
      },
    })
    try {
      const headers = { accept: "text/event-stream" }
      const response = await visitor.request("POST", "/chat", { body: { ...body, after: text.length }, headers, ...(signal && { signal }) })
      if (!response.ok) {
        const { code = "" } = (await response.json()) as { code?: string }
        if (code === unavailable) noteUnavailable()
        const isPassing = code === unavailable || kills.during(from) || (code === "turn.busy" && kills.count() > 0)
        if (!isPassing) return { refused: response.status, code }
        kills.noteInterrupted()
        await wait(500)
        continue
      }
      if (response.status === 202) {
        // Nobody may follow any more: the rest is there a little later.
        const { retryAfter } = (await response.json()) as { retryAfter: number }
        await wait(retryAfter * 1_000)
        continue
      }
      const decoder = new TextDecoder()
      for await (const bytes of response.body ?? []) {
        parser.feed(decoder.decode(bytes, { stream: true }))
        if (manner.isSlow) await wait(between(20, 200))
      }
      for (const problem of judgeStream(events)) complain(problem)
      if (end?.code === "turn.follow") continue
      // Whoever read a function that was killed may hold more than it had stored.
      const isExcused = kills.during(startedAt) || mayBeAnew()
      if (end && end.length !== text.length && isExcused && (restartedAt === undefined || kills.during(restartedAt))) {
        restartedAt = Date.now()
        text = ""
      } else if (end) return { text, ...end }
    } catch {
      if (signal?.aborted) continue
      if (!kills.during(from)) {
        complain(`stream: a connection broke after ${events.length} events`)
        return { refused: 0, code: "broken" }
      }
      kills.noteInterrupted()
      await wait(200)
    }
  }
  complain("stream: a turn did not end within two minutes")
  return { refused: 0, code: "endless" }
}
