import { testSeed } from "@parley/testing/cases/test-set.ts"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { historyMessages, pathLength, type WindowTurn, windowStart } from "../../src/model/history-window.ts"

const historyTurns = historyMessages / 2
const tokensOf = (turns: readonly WindowTurn[]) => turns.reduce((sum, { tokens }) => sum + tokens, 0)

/** Turns as they are stored one after the other, and the newest ones as they are read. */
function pathOf(lengths: readonly number[], contextTokens: number): WindowTurn[] {
  let pathTokens = 0
  return lengths.map((tokens) => {
    pathTokens += pathLength(tokens, contextTokens)
    return { tokens, pathTokens }
  })
}
const newest = (turns: readonly WindowTurn[]) => turns.slice(-historyTurns)

/** The number of the first turn that the model gets, after each turn of the path. */
const startsOf = (turns: readonly WindowTurn[], window: number) =>
  turns.map((_, index) => {
    const read = newest(turns.slice(0, index + 1))
    return index + 1 - read.length + windowStart(read, window)
  })

const lengths = fc.array(fc.integer({ min: 0, max: 2_000 }), { minLength: 1, maxLength: 120 })
const windows = fc.integer({ min: 0, max: 10_000 })

describe("the window of the history", () => {
  test("never holds more than its tokens", () => {
    fc.assert(
      fc.property(lengths, windows, (all, window) => {
        const read = newest(pathOf(all, window))
        expect(tokensOf(read.slice(windowStart(read, window)))).toBeLessThanOrEqual(window)
      }),
      { seed: testSeed },
    )
  })

  test("never holds more than its tokens with another model's bounds, another window or without stored ends", () => {
    const turn = fc.record({
      tokens: fc.integer({ min: 0, max: 2_000 }),
      pathTokens: fc.option(fc.integer({ min: 0 }), { nil: undefined }),
    })
    fc.assert(
      fc.property(fc.array(turn, { maxLength: historyTurns }), windows, (read, window) => {
        const start = windowStart(read, window)
        expect(start).toBeGreaterThanOrEqual(0)
        expect(tokensOf(read.slice(start))).toBeLessThanOrEqual(window)
      }),
      { seed: testSeed },
    )
  })

  test("only moves forward, and by at least a quarter of the window", () => {
    fc.assert(
      fc.property(lengths, fc.integer({ min: 100, max: 10_000 }), (all, window) => {
        const turns = pathOf(all, window)
        const starts = startsOf(turns, window)
        const positions = starts.map((start) => turns[start - 1]?.pathTokens ?? 0)
        for (const [index, position] of positions.entries()) {
          const before = positions[index - 1] ?? 0
          expect(position).toBeGreaterThanOrEqual(before)
          // A step ends at the first turn that begins after it.
          const longest = Math.max(...turns.slice(0, index + 1).map(({ tokens }) => pathLength(tokens, window)))
          if (position > before) expect(position - before).toBeGreaterThan(window / 4 - longest)
        }
      }),
      { seed: testSeed },
    )
  })

  test("begins where it would if the whole path were read", () => {
    fc.assert(
      fc.property(lengths, windows, (all, window) => {
        const turns = pathOf(all, window)
        const read = newest(turns)
        expect(turns.length - read.length + windowStart(read, window)).toBe(windowStart(turns, window))
      }),
      { seed: testSeed },
    )
  })

  test("holds at least half of what fits, of turns that are short against it", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 50, max: 200 }), { minLength: 60, maxLength: 120 }), (all) => {
        const window = 4_000
        const read = newest(pathOf(all, window))
        expect(tokensOf(read.slice(windowStart(read, window)))).toBeGreaterThan(window / 2)
      }),
      { seed: testSeed },
    )
  })

  test("moves every eighth turn of short turns", () => {
    const starts = startsOf(pathOf(Array(60).fill(10), 16_000), 16_000)
    expect(starts.slice(0, 29)).toEqual(Array(29).fill(0))
    expect([...new Set(starts)]).toEqual([0, 8, 15, 23, 30, 38])
  })

  test("holds a whole path that fits, also after the window has grown", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 1, maxLength: 20 }), (all) => {
        expect(windowStart(pathOf(all, 1_000), 100_000)).toBe(0)
      }),
      { seed: testSeed },
    )
  })

  test("is empty without tokens for it and for a path without turns", () => {
    expect(windowStart([{ tokens: 0 }], 0)).toBe(1)
    expect(windowStart([], 1_000)).toBe(0)
  })

  test("keeps its place once one answer stores where it ends: the older ones are counted from it", () => {
    const stored = pathOf(Array(60).fill(500), 4_000)
    const withoutEnds = stored.map((turn, index) => (index === 40 ? turn : { tokens: turn.tokens }))
    for (let length = 41; length <= 60; length++) {
      expect(windowStart(withoutEnds.slice(length - historyTurns, length), 4_000)).toBe(
        windowStart(stored.slice(length - historyTurns, length), 4_000),
      )
    }
  })
})
