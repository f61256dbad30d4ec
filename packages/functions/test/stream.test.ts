import { publicBlocks } from "@parley/core/blocks/stored.ts"
import { positionId } from "@parley/core/turn/position.ts"
import { type Writing, written } from "@parley/testing/answers/writing.ts"
import { describe, expect, test } from "vitest"
import { Client, connection, follow, live, type Moment, momentsOf, type Run, runIds } from "./support/stream.ts"

const everyKind: Writing["frames"] = [
  { contentBlockDelta: { contentBlockIndex: 0, delta: { reasoningContent: { text: "Let me th\ud83d" } } } },
  { contentBlockDelta: { contentBlockIndex: 0, delta: { reasoningContent: { text: "\ude00nk" } } } },
  { contentBlockDelta: { contentBlockIndex: 0, delta: { reasoningContent: { signature: "c2ln" } } } },
  { contentBlockStop: { contentBlockIndex: 0 } },
  { contentBlockDelta: { contentBlockIndex: 1, delta: { text: "\n\n" } } },
  { contentBlockDelta: { contentBlockIndex: 1, delta: { text: "I look 😀" } } },
  { contentBlockDelta: { contentBlockIndex: 1, delta: { citation: { title: "Map" } } } },
  { contentBlockStart: { contentBlockIndex: 2, start: { toolUse: { toolUseId: "t1", name: "look" } } } },
  { contentBlockDelta: { contentBlockIndex: 2, delta: { toolUse: { input: '{"at":"h' } } } },
  { contentBlockDelta: { contentBlockIndex: 2, delta: { toolUse: { input: 'ome"}' } } } },
  { contentBlockStop: { contentBlockIndex: 2 } },
  { contentBlockStop: { contentBlockIndex: 1 } },
  { contentBlockDelta: { contentBlockIndex: 3, delta: { text: "It is there.\ud83d" } } },
]

describe("a reader's blocks are those of the stored message", () => {
  test("for a cut at every byte of every kind of block, and at every state of the log for the follower after it", () => {
    const run: Run = { runId: runIds[0], writing: { frames: everyKind, ...written(everyKind) } }
    const moments = momentsOf(run, "complete")
    const whole = connection(undefined, run.runId, live(run, moments))
    const expected = publicBlocks(run.writing.blocks)
    expect(expected).toMatchObject([
      { reasoning: { text: "Let me th😀nk" } },
      { text: "I look 😀".padStart(11, "\n"), citations: [{ title: "Map" }] },
      { toolUse: { input: { at: "home" }, status: "failed" } },
      { text: "It is there.\ufffd" },
    ])
    const total = run.writing.blocks.reduce((sum, { text = "" }) => sum + text.length, 0)
    for (let bytes = 0; bytes <= whole.length; bytes++) {
      const from = bytes % moments.length
      const client = new Client()
      client.read(whole, bytes)
      client.read(connection(client.id, run.runId, follow(moments.slice(from))))
      const where = `cut after ${bytes} bytes, followed from ${from}`
      expect(client.held.blocks, where).toEqual(expected)
      expect(client.received, where).toBe(total)
    }
  })
})

describe("an answer of every kind of block", () => {
  const { events } = written(everyKind)
  // Before the last text: the call is the last block.
  const runs = [events, written(everyKind.slice(0, -1)).events].map(
    (all): Run => ({ runId: runIds[0], writing: { frames: [], events: all, blocks: [] } }),
  )

  test("is recovered from any state of its log, and a caller that heard any more or less of it gets what is stored", () => {
    for (const run of runs) {
      for (let diesAt = 0; diesAt < run.writing.events.length; diesAt++) {
        const ended = momentsOf({ ...run, diesAt }, "interrupted").at(-1) as Moment
        if (ended.message?.status === "failed") continue
        for (let heard = 0; heard <= run.writing.events.length; heard++) {
          const client = new Client()
          client.read(connection(undefined, run.runId, (reader) => run.writing.events.slice(0, heard).map(reader.add)))
          client.read(connection(client.id, run.runId, follow([ended])))
          expect(client.held.blocks, `${diesAt} logged, ${heard} heard`).toEqual(publicBlocks(ended.blocks))
          const { received } = client
          client.read(connection(client.id, run.runId, follow([ended])))
          expect([client.held.blocks, client.received], "once more").toEqual([publicBlocks(ended.blocks), received])
        }
      }
    }
  })

  test("is never sent from inside a surrogate pair, nor beyond its end, whatever position a caller makes up", () => {
    const run: Run = { runId: runIds[0], writing: { frames: everyKind, ...written(everyKind) } }
    const { blocks } = run.writing
    const ended = momentsOf(run, "complete").at(-1) as Moment
    for (let block = -1; block <= blocks.length; block++) {
      for (let length = 0; length < 25; length++) {
        for (const update of [0, 1, 2, 3, 4, 10_000_000]) {
          const after = positionId({ run: run.runId.slice(-8), block, length, update })
          const sent = connection(after, run.runId, follow([ended])).toString()
          expect(sent.isWellFormed() && !sent.includes("\ufffd\ufffd")).toBe(true)
          const texts = [...sent.matchAll(/event: delta\ndata: (.*)/g)].map(([, data = ""]) => JSON.parse(data).text as string)
          for (const text of texts) expect(text.isWellFormed()).toBe(true)
          expect(sent.endsWith("\n\n") && sent.includes("event: done") && texts.join("").length <= 60).toBe(true)
        }
      }
    }
  })
})
