import { setTimeout as wait } from "node:timers/promises"
import { HeldBlocks } from "@parley/testing/stage/held-blocks.ts"
import type { Visitor } from "@parley/testing/stage/visitor.ts"
import { createParser } from "eventsource-parser"
import { between } from "./chance.ts"
import type { Kills } from "./kills.ts"
import { type Heard, judgeStream, unavailable } from "./verdict.ts"

export type Manner = {
  /** Milliseconds after which each of the first connections is closed; the reader then reconnects with the text that it has. */
  cuts: number[]
  /** Waits before it reads the next bytes. */
  isSlow: boolean
}

export type Reading = {
  visitor: Visitor
  body: Record<string, unknown>
  manner: Manner
  kills: Kills
  /** Whether an earlier run of the turn, whose text no longer counts, may have preceded the one that ended. */
  mayBeAnew(): boolean
  /** Called with each problem. */
  complain(problem: string): void
  /** Called for each `store.unavailable`. */
  noteUnavailable(): void
  /** Called as soon as the conversation's id is known. */
  began?(conversationId: string): void
}

const timeoutMs = 120_000

type Refusal = { refused: number; code: string }
type Stored = Omit<Heard, "text">
/** The reader's blocks, and the `id` of the last event. */
type Held = { blocks: HeldBlocks; after: string | undefined }

/**
 * Reads a turn to its end as the page does. After each early end of the connection it requests the same turn again. If the text does not match
 * the end and there is a known reason, it requests the turn once from its start, and once more after each kill.
 */
export async function readTurn(reading: Reading): Promise<Heard | Refusal> {
  const { manner, kills, mayBeAnew, complain } = reading
  const held: Held = { blocks: new HeldBlocks(), after: undefined }
  let restartedAt: number | undefined
  const startedAt = Date.now()
  for (let attempt = 0; Date.now() < startedAt + timeoutMs; attempt++) {
    const read = await readOnce(reading, held, manner.cuts[attempt])
    if (read === undefined) continue
    if ("refused" in read) return read
    // A reader of a killed function may hold more text than the function had stored.
    const isExcused = kills.during(startedAt) || mayBeAnew()
    const mayRestart = isExcused && (restartedAt === undefined || kills.during(restartedAt))
    const { text } = held.blocks
    if (read.length === text.length || !mayRestart) return { text, ...read }
    restartedAt = Date.now()
    Object.assign(held, { blocks: new HeldBlocks(), after: undefined })
  }
  complain("stream: a turn did not end within two minutes")
  return { refused: 0, code: "endless" }
}

/**
 * One connection. Adds what it brings to `held`.
 * @param cutMs when the reader closes it
 * @returns the end of the turn, or a final refusal; `undefined` if the turn must be requested again
 */
async function readOnce(reading: Reading, held: Held, cutMs: number | undefined): Promise<Stored | Refusal | undefined> {
  const { visitor, body, kills, complain } = reading
  const from = Date.now()
  const signal = cutMs === undefined ? undefined : AbortSignal.timeout(cutMs)
  const events: string[] = []
  try {
    const headers = { accept: "text/event-stream" }
    const asked = { ...body, ...(held.after && { after: held.after }) }
    const response = await visitor.request("POST", "/chat", { body: asked, headers, ...(signal && { signal }) })
    if (!response.ok) return await refusalOf(reading, response, from)
    if (response.status === 202) {
      // The turn has its maximum of followers: the rest is available a little later.
      const { retryAfter } = (await response.json()) as { retryAfter: number }
      await wait(retryAfter * 1_000)
      return undefined
    }
    const end = await readStream(reading, response, held, events)
    for (const problem of judgeStream(events)) complain(problem)
    return end?.code === "turn.follow" ? undefined : end
  } catch {
    if (signal?.aborted) return undefined
    if (!kills.during(from)) {
      complain(`stream: a connection broke after ${events.length} events`)
      return { refused: 0, code: "broken" }
    }
    kills.noteInterrupted()
    await wait(200)
    return undefined
  }
}

/** Returns `undefined`, after a pause, if the refusal is temporary. */
async function refusalOf({ kills, noteUnavailable }: Reading, response: Response, from: number): Promise<Refusal | undefined> {
  const { code = "" } = (await response.json()) as { code?: string }
  if (code === unavailable) noteUnavailable()
  const isPassing = code === unavailable || kills.during(from) || (code === "turn.busy" && kills.count() > 0)
  if (!isPassing) return { refused: response.status, code }
  kills.noteInterrupted()
  await wait(500)
  return undefined
}

async function readStream({ manner, began }: Reading, response: Response, held: Held, events: string[]): Promise<Stored | undefined> {
  let end: Stored | undefined
  const parser = createParser({
    onEvent: ({ event = "message", id, data }) => {
      events.push(event)
      const value = JSON.parse(data)
      if (event === "turn") began?.(value.conversationId)
      held.blocks.hear({ event, data: value })
      held.after = id ?? held.after
      if (event === "done" || event === "error") end = { event, status: value.status, code: value.code, length: value.length }
    },
  })
  const decoder = new TextDecoder()
  for await (const bytes of response.body ?? []) {
    parser.feed(decoder.decode(bytes, { stream: true }))
    if (manner.isSlow) await wait(between(20, 200))
  }
  return end
}
