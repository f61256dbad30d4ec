import type { Block } from "@parley/api/block.ts"
import { publicBlocks } from "@parley/core/blocks/stored.ts"
import type { Message } from "@parley/core/entities/message.ts"
import { writing } from "@parley/testing/answers/writing.ts"
import { caseCount, testSeed } from "@parley/testing/cases/test-set.ts"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { Client, connection, follow, live, type Moment, momentsOf, type Run, runIds } from "./support/stream.ts"

const cut = fc.double({ min: 0, max: 1, noNaN: true })
const schedule = fc.record({
  first: writing,
  second: fc.option(writing, { freq: 2, nil: undefined }),
  diesAt: fc.option(fc.nat(30), { freq: 2, nil: undefined }),
  status: fc.constantFrom<Message["status"][]>("complete", "stopped"),
  live: cut,
  /** From which moment a follower reads, how many, at which steps, and where its connection is cut. */
  follows: fc.array(fc.record({ from: fc.nat(60), count: fc.nat(40), step: fc.integer({ min: 1, max: 12 }), cut }), { maxLength: 3 }),
})

const seen = { voided: 0, resumed: 0, inReasoning: 0, updated: 0, failed: 0 }

describe("a reader's blocks are those of the stored message", () => {
  const count = caseCount(300, 20_000)
  test(`in ${count} schedules of cuts at any byte, followers from any state of the log, dead generators and other runs`, () => {
    fc.assert(fc.property(schedule, playOne), { numRuns: count, seed: testSeed })
    expect(Object.entries(seen).filter(([, times]) => times === 0)).toEqual([])
  })
})

function playOne({
  first,
  second,
  diesAt,
  status,
  live: liveCut,
  follows,
}: typeof schedule extends fc.Arbitrary<infer T> ? T : never): void {
  const runs: Run[] = [
    { runId: runIds[0], writing: first, diesAt: diesAt !== undefined && diesAt < first.events.length ? diesAt : undefined },
  ]
  const ended = momentsOf(runs[0] as Run, status)
  // Only a failed run is followed by another one.
  const isFailed = ended.at(-1)?.message?.status === "failed"
  if (second && isFailed) runs.push({ runId: runIds[1], writing: second })
  const all = runs.map((run) => momentsOf(run, status))
  const moments = all.flatMap((own, index) =>
    index === 0 && runs.length > 1 ? own.filter((_, at) => at < own.length - (liveCut > 0.5 ? 1 : 0)) : own,
  )
  const client = new Client()

  const toClient = (bytes: Buffer, at: number) => {
    client.read(bytes, Math.floor(at * bytes.length))
    note(client.held.blocks)
  }
  const starts = runs[0] as Run
  // The process that dies has told more than its log holds.
  toClient(
    connection(
      undefined,
      starts.runId,
      starts.diesAt === undefined ? live(starts, ended) : (reader) => starts.writing.events.map(reader.add),
    ),
    liveCut,
  )
  let at = 0
  for (const { from, count, step, cut: where } of follows) {
    at = Math.min(Math.max(at, from), moments.length - 1)
    const read = moments.slice(at, at + count + 1).filter((moment, index) => index % step === 0 || moment.message)
    at = Math.min(at + count, moments.length - 1)
    if (client.id) seen.resumed++
    toClient(connection(client.id, read[0]?.runId ?? "", follow(read)), where)
  }
  const last = moments.at(-1) as Moment
  const before = client.held.blocks
  client.read(connection(client.id, last.runId, follow([last])))
  if (before.length > client.held.blocks.length) seen.voided++
  expect(shown(client.held.blocks, last)).toEqual(publicBlocks(last.message?.content ?? []))
}

/** An answer without blocks voids those of an earlier run with an empty text. */
const shown = (blocks: Block[], { message }: Moment) =>
  message?.content.length === 0 && blocks.length === 1 && textIs(blocks[0], "") ? [] : blocks

const textIs = (block: Block | undefined, text: string) => block !== undefined && "text" in block && block.text === text

function note(blocks: Block[]): void {
  const last = blocks.at(-1)
  if (last && "reasoning" in last) seen.inReasoning++
  if (blocks.some((block) => "toolUse" in block && block.toolUse.status === "failed")) seen.updated++
  if (blocks.length === 0) seen.failed++
}
