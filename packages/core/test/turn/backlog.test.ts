import { writing } from "@parley/testing/answers/writing.ts"
import fc from "fast-check"
import { expect, test } from "vitest"
import { fittingStart, jsonBytes } from "../../src/json-size.ts"
import { type Backlog, newBacklog } from "../../src/turn/backlog.ts"
import { type AnswerEvent, type LogEvent, nothingLogged, withEvent, withParts } from "../../src/turn/log-events.ts"

const bytesOf = (text: string) => Buffer.byteLength(text)
const partWith = (events: string) => ({ kind: "events", events }) as Parameters<typeof withParts>[1][number]

/** Takes all that waits, in parts. */
function takeAll(backlog: Backlog, maxBytes: number): string[] {
  const parts: string[] = []
  for (;;) {
    const { events, isMore } = backlog.take(maxBytes)
    if (events !== undefined) parts.push(events)
    if (!isMore) return parts
  }
}

test("parts taken at any moments add up to the answer so far, of every kind of block, never end inside a surrogate pair and keep their bound", () => {
  const moments = fc.infiniteStream(fc.constantFrom(true, false, false, false))
  fc.assert(
    fc.property(writing, moments, fc.integer({ min: 120, max: 300 }), ({ events }, takes, maxBytes) => {
      const backlog = newBacklog()
      const parts: string[] = []
      let blocks = nothingLogged.blocks
      for (const event of events) {
        backlog.add(event)
        blocks = withEvent(blocks, event)
        if (!takes.next().value) continue
        parts.push(...takeAll(backlog, maxBytes))
        expect(withParts(nothingLogged, parts.map(partWith))).toEqual({ blocks, pieces: "" })
      }
      parts.push(...takeAll(backlog, maxBytes))
      expect(withParts(nothingLogged, parts.map(partWith))).toEqual({ blocks, pieces: "" })
      for (const part of parts) {
        expect(bytesOf(part)).toBeLessThanOrEqual(maxBytes)
        for (const event of JSON.parse(part) as LogEvent[]) if (event.type === "delta") expect(event.text.isWellFormed()).toBe(true)
      }
    }),
    { numRuns: 1_000 },
  )
})

test("an event that is larger than a part counts once its last piece is there, whatever was read at once", () => {
  const input = { code: "x".repeat(1_000) }
  const call = (data: object) => ({ data: JSON.stringify({ toolUse: { toolUseId: "t", name: "run", status: "running", ...data } }) })
  const events: AnswerEvent[] = [
    { type: "block", index: 0, block: call({ input: {} }) },
    { type: "update", index: 0, block: call({ input }) },
  ]
  const backlog = newBacklog()
  for (const event of events) backlog.add(event)
  const parts = takeAll(backlog, 200).map(partWith)
  expect(parts.length).toBeGreaterThan(5)
  const seen = parts.map((_, index) => withParts(withParts(nothingLogged, parts.slice(0, index)), parts.slice(index, index + 1)).blocks)
  expect(seen.slice(0, -1)).toEqual(parts.slice(1).map(() => [call({ input: {} })]))
  expect(seen.at(-1)).toEqual([call({ input })])
})

test("the longest start that fits takes as many bytes of JSON as may be, never more", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 60 }), fc.integer({ min: 0, max: 120 }), (text, maxBytes) => {
      const start = fittingStart(text, maxBytes)
      expect(text.startsWith(start)).toBe(true)
      expect(jsonBytes(start)).toBe(bytesOf(JSON.stringify(start)) - 2)
      expect(jsonBytes(start)).toBeLessThanOrEqual(maxBytes)
      const [next] = text.slice(start.length)
      if (next !== undefined) expect(jsonBytes(start + next)).toBeGreaterThan(maxBytes)
    }),
    { numRuns: 2_000 },
  )
})

test("an update keeps the text of its block, a block voids what stood at its place and after it, a seal ends the log", () => {
  const events: LogEvent[] = [
    { type: "block", index: 0, block: { text: "" } },
    { type: "delta", index: 0, text: "one" },
    { type: "update", index: 0, block: { data: '{"a":1}' } },
    { type: "block", index: 1, block: { data: '{"toolUse":{}}' } },
    { type: "block", index: 2, block: { text: "" } },
    { type: "block", index: 1, block: { text: "" } },
    { type: "delta", index: 1, text: "two" },
  ]
  const part = partWith(JSON.stringify(events))
  const expected = [{ text: "one", data: '{"a":1}' }, { text: "two" }]
  expect(withParts(nothingLogged, [part]).blocks).toEqual(expected)
  expect(withParts(nothingLogged, [part, { ...part, kind: "seal" }, part]).blocks).toEqual(expected)
})
