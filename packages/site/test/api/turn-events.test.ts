import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { readTurnEvents } from "../../src/api/turn-events.ts"
import type { TurnEvent } from "../../src/api/types.ts"

const turn = { turnId: "trn_1", conversationId: "cnv_1", createdAt: "2026-11-01T00:00:00.000Z", status: "streaming" }
const wire = [
  `event: turn\ndata: ${JSON.stringify(turn)}\n\n`,
  ": ping\n\n",
  'event: block\nid: a\ndata: {"index":0,"block":{"text":""}}\n\n',
  'event: delta\nid: b\ndata: {"index":0,"text":"Hé👋"}\n\n',
  'event: update\nid: c\ndata: {"index":0,"block":{"text":"","citations":[]}}\n\n',
  'event: later\ndata: {"unknown":true}\n\n',
  'event: done\ndata: {"status":"complete","stopReason":"end_turn","length":4}\n\n',
].join("")
const events = [
  { type: "turn", ...turn },
  { type: "block", id: "a", index: 0, block: { text: "" } },
  { type: "delta", id: "b", index: 0, text: "Hé👋" },
  { type: "update", id: "c", index: 0, block: { text: "", citations: [] } },
  { type: "done", status: "complete", stopReason: "end_turn", length: 4 },
]

const streamOf = (...chunks: Uint8Array[]) =>
  new ReadableStream<Uint8Array>({
    pull(controller) {
      const chunk = chunks.shift()
      if (chunk) controller.enqueue(chunk)
      else controller.close()
    },
  })

async function read(stream: ReadableStream<Uint8Array>, heard = () => {}) {
  const found: TurnEvent[] = []
  for await (const event of readTurnEvents(stream, heard)) found.push(event)
  return found
}

describe("the parser of a turn's event stream", () => {
  test("reads the same events wherever the bytes are split, also within a character", async () => {
    const bytes = new TextEncoder().encode(wire)
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(bytes.length), { maxLength: 20 }), async (cuts) => {
        const edges = [0, ...cuts.toSorted((a, b) => a - b), bytes.length]
        const chunks = edges.slice(1).map((end, i) => bytes.slice(edges[i], end))
        expect(await read(streamOf(...chunks.filter(({ length }) => length > 0)))).toEqual(events)
      }),
    )
  })

  test("reads the text of functions of the version before as one block", async () => {
    const sent = 'event: delta\nid: 4\ndata: {"text":"Hé👋"}\n\n' + 'event: delta\nid: 6\ndata: {"text":" !"}\n\n'
    expect(await read(streamOf(new TextEncoder().encode(sent)))).toEqual([
      { type: "block", id: 4, index: 0, block: { text: "Hé👋" } },
      { type: "delta", id: 6, index: 0, text: " !" },
    ])
  })

  test("treats a comment as a heartbeat, not as an event", async () => {
    let heard = 0
    const found = await read(streamOf(new TextEncoder().encode(": ping\n\n")), () => heard++)
    expect({ heard, found }).toEqual({ heard: 1, found: [] })
  })

  test("throws network.lost if the connection breaks", async () => {
    const broken = new ReadableStream<Uint8Array>({ start: (controller) => controller.error(new Error("reset")) })
    await expect(read(broken)).rejects.toMatchObject({ problem: { code: "network.lost" } })
  })

  test("throws network.lost if an event is not JSON", async () => {
    const torn = streamOf(new TextEncoder().encode("event: delta\ndata: {not\n\n"))
    await expect(read(torn)).rejects.toMatchObject({ problem: { code: "network.lost" } })
  })
})
