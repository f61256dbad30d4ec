import fc from "fast-check"
import { expect, test } from "vitest"
import { storedText } from "../../src/blocks/stored.ts"
import { fittingStart, jsonBytes } from "../../src/json-size.ts"
import { newBacklog } from "../../src/turn/backlog.ts"
import { type LogEvent, withParts } from "../../src/turn/log-events.ts"

const piece = fc.oneof(
  fc.constantFrom("word ", "😀", "\ud83d", "\ude00", '"\\\n', "\u0001", "日本", ""),
  fc.string({ unit: "binary", maxLength: 40 }),
)
const steps = fc.array(fc.oneof({ weight: 4, arbitrary: piece }, { weight: 1, arbitrary: fc.constant(null) }), { maxLength: 40 })
const bytesOf = (text: string) => Buffer.byteLength(text)

const partWith = (events: string) => ({ kind: "events", events }) as Parameters<typeof withParts>[1][number]

test("parts taken at any moments add up to a start of the answer, never end inside a surrogate pair and keep their bound", () => {
  fc.assert(
    fc.property(steps, fc.integer({ min: 80, max: 200 }), (given, maxBytes) => {
      const backlog = newBacklog()
      backlog.add({ type: "block", index: 0, block: { text: "" } })
      const whole = given.filter((step) => step !== null).join("")
      const parts: string[] = []
      const take = () => {
        for (;;) {
          const { events, isMore } = backlog.take(maxBytes)
          if (events !== undefined) parts.push(events)
          if (!isMore) return
        }
      }
      for (const step of given) {
        if (step === null) take()
        else if (step !== "") backlog.add({ type: "delta", index: 0, text: step })
      }
      take()
      for (const events of parts) {
        expect(bytesOf(events)).toBeLessThanOrEqual(maxBytes)
        for (const event of JSON.parse(events) as LogEvent[]) if (event.type === "delta") expect(event.text.isWellFormed()).toBe(true)
      }
      const text = storedText(withParts([], parts.map(partWith)))
      const held = /[\ud800-\udbff]$/.test(whole) ? whole.slice(0, -1) : whole
      expect(text).toBe(held.toWellFormed())
    }),
    { numRuns: 2_000 },
  )
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
  expect(withParts([], [part])).toEqual(expected)
  expect(withParts([], [part, { ...part, kind: "seal" }, part])).toEqual(expected)
})
