import type { StoredBlock } from "@parley/core/blocks/stored.ts"
import { storedText } from "@parley/core/blocks/stored.ts"
import type { Message } from "@parley/core/entities/message.ts"
import type { TurnEvent } from "@parley/core/turn/events.ts"
import { nothingLogged, withEvent } from "@parley/core/turn/log-events.ts"
import { newReader } from "@parley/core/turn/new-reader.ts"
import type { Reader } from "@parley/core/turn/reader.ts"
import { recoveredBlocks } from "@parley/core/turn/recovered-blocks.ts"
import { hasVisibleText } from "@parley/core/visible-text.ts"
import type { Writing } from "@parley/testing/answers/writing.ts"
import { HeldBlocks } from "@parley/testing/stage/held-blocks.ts"
import { createParser } from "eventsource-parser"
import { encodeEvent } from "../../src/sse.ts"

export const runIds = ["01JD0000000000000AAAAAAAA1", "01JD0000000000000BBBBBBBB2"] as const

/** A caller that parses what arrives, holds blocks by the rules of the stream, and remembers the last id. */
export class Client {
  held = new HeldBlocks()
  id: string | undefined
  /** Code units of all deltas. */
  received = 0

  /** Reads a connection that is cut after so many bytes. */
  read(bytes: Buffer, cut = bytes.length): void {
    const parser = createParser({
      onEvent: ({ event = "", data, id }) => {
        const fields = JSON.parse(data)
        this.held.hear({ event, data: fields })
        if (event === "delta") this.received += fields.text.length
        this.id = id ?? this.id
      },
    })
    parser.feed(bytes.subarray(0, cut).toString("utf8"))
  }
}

/** What a connection sends to a caller with this position, while `serve` runs. */
export function connection(after: string | undefined, runId: string, serve: (reader: Reader) => void): Buffer {
  const sent: string[] = []
  serve(newReader(after, runId, (event: TurnEvent) => void sent.push(encodeEvent(event))))
  return Buffer.from(sent.join(""))
}

export type Run = {
  runId: string
  writing: Writing /** The generator dies when its log holds so many events. */
  diesAt?: number | undefined
}
/** What a follower finds at a moment: the blocks in the log, or the end. */
export type Moment = { runId: string; blocks: readonly StoredBlock[]; message?: Message }

const asEnded = (status: Message["status"], content: readonly StoredBlock[]) => {
  const hasText = hasVisibleText(storedText(content))
  const isKept = hasText || status === "stopped"
  return {
    status: isKept ? status : "failed",
    content: isKept ? content : [],
    ...(!isKept && { error: { code: "model.failed", retryable: true } }),
  } as Message
}

/** Every state of a run's log, then its end. */
export function momentsOf({ runId, writing: { events, blocks }, diesAt }: Run, status: Message["status"]): Moment[] {
  const states = [nothingLogged.blocks]
  for (const event of events.slice(0, diesAt)) states.push(withEvent(states.at(-1) ?? [], event))
  const last = states.at(-1) ?? []
  const message = diesAt === undefined ? asEnded(status, blocks) : asEnded("interrupted", recoveredBlocks(last))
  return [...states.map((state) => ({ runId, blocks: state })), { runId, blocks: message.content, message }]
}

/** A follower that reads the turn at these moments. */
export function follow(moments: readonly Moment[]) {
  return (reader: Reader) => {
    let runId = moments[0]?.runId
    for (const moment of moments) {
      if (moment.runId !== runId) reader.restart(moment.runId)
      runId = moment.runId
      if (moment.message) return reader.end(moment.message)
      reader.upTo(moment.blocks)
    }
    reader.leave("turn.follow", moments.at(-1)?.blocks ?? [])
  }
}

/** A caller of the process that runs the turn. */
export function live({ writing: { events } }: Run, moments: Moment[]) {
  return (reader: Reader) => {
    for (const event of events) reader.add(event)
    const { message } = moments.at(-1) ?? {}
    if (message) reader.end(message)
  }
}
