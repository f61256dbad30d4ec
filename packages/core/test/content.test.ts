import { caseCount } from "@parley/testing/cases/test-set.ts"
import fc from "fast-check"
import { expect, test } from "vitest"
import { contentHash } from "../src/content.ts"
import { idPattern, newConversationId, newMessageId, newTurnId } from "../src/ids.ts"
import type { TurnEvent } from "../src/turn/events.ts"
import { textSink, withoutOpenPair } from "../src/turn/text-sink.ts"

test("different content has a different hash, for every split into blocks", () => {
  const hashes = [[{ text: "ab" }], [{ text: "a" }, { text: "b" }], [{ text: "a" }], [{ text: 'a","b' }]].map(contentHash)
  expect(new Set(hashes).size).toBe(4)
})

test("ids have a prefix for their kind and sort by time", () => {
  expect(newConversationId()).toMatch(idPattern("conversation"))
  expect(newTurnId()).toMatch(idPattern("turn"))
  const made = Array.from({ length: 1_000 }, newMessageId)
  expect(made.toSorted()).toEqual(made)
})

test("a text sent in any pieces arrives complete from the listener's position, and never splits a character", () => {
  const text = fc.string({ unit: "binary", maxLength: 40 })
  fc.assert(
    fc.property(text, fc.array(fc.nat(60)), fc.nat(50), (whole, cuts, after) => {
      const deltas: TurnEvent[] = []
      const sink = textSink(after, (event) => deltas.push(event))
      for (const cut of cuts.toSorted((a, b) => a - b)) sink.upTo(whole.slice(0, cut))
      sink.upTo(whole)
      const pieces = deltas.flatMap((event) => (event.event === "delta" ? [event] : []))
      const start = pieces[0] ? Number(pieces[0].id) - pieces[0].data.text.length : whole.length
      expect(pieces.map(({ data }) => data.text).join("")).toBe(whole.slice(start))
      expect(pieces.every(({ data }) => data.text.isWellFormed())).toBe(true)
      expect(start).toBeGreaterThanOrEqual(Math.min(after, whole.length) - 1)
      expect(start).toBeLessThanOrEqual(Math.max(after, whole.length))
    }),
    { numRuns: caseCount(500, 2_000) },
  )
})

test("sending only new pieces makes the same deltas as sending the whole text each time", () => {
  const text = fc.array(fc.constantFrom("a", "é", "😀", "\ud83d", "\ude00"), { maxLength: 30 }).map((parts) => parts.join(""))
  fc.assert(
    fc.property(text, fc.array(fc.nat(40)), fc.nat(40), (whole, cuts, after) => {
      const [again, added]: [TurnEvent[], TurnEvent[]] = [[], []]
      const sinks = { again: textSink(after, (event) => again.push(event)), added: textSink(after, (event) => added.push(event)) }
      let from = 0
      for (const cut of [...cuts.filter((at) => at <= whole.length).toSorted((a, b) => a - b), whole.length]) {
        sinks.again.upTo(whole.slice(0, cut))
        sinks.added.add(whole.slice(from, cut))
        from = cut
      }
      expect(added).toEqual(again)
      expect(sinks.added.length()).toBe(sinks.again.length())
    }),
    { numRuns: caseCount(500, 2_000) },
  )
})

test("half a surrogate pair waits for the other half", () => {
  expect(withoutOpenPair("a😀".slice(0, 2))).toBe("a")
  expect(withoutOpenPair("a😀")).toBe("a😀")
})
