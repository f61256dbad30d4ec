import { describe, expect, test } from "vitest"
import { groupByDay } from "../../src/sidebar/history-groups.ts"

const now = new Date(2026, 10, 22, 9, 30)
const used = (year: number, month: number, day: number, hour: number, minute: number) => {
  const updatedAt = new Date(year, month, day, hour, minute).toISOString()
  return { conversationId: updatedAt, title: "", createdAt: updatedAt, updatedAt }
}

describe("conversations are grouped by the reader's own days", () => {
  test("as today, yesterday, 7 days, 30 days, then months by name", () => {
    const days = [
      used(2026, 10, 22, 0, 0),
      used(2026, 10, 21, 23, 59),
      used(2026, 10, 20, 12, 0),
      used(2026, 10, 15, 12, 0),
      used(2026, 10, 14, 12, 0),
      used(2026, 9, 23, 12, 0),
      used(2026, 9, 22, 12, 0),
      used(2025, 9, 22, 12, 0),
    ]
    expect(groupByDay(days, now).map(({ label, conversations }) => [label, conversations.length])).toEqual([
      ["Today", 1],
      ["Yesterday", 1],
      ["Previous 7 days", 2],
      ["Previous 30 days", 2],
      ["October 2026", 1],
      ["October 2025", 1],
    ])
  })

  test("with dates in the future counted as today", () => {
    expect(groupByDay([used(2026, 10, 22, 23, 0)], now).map(({ label }) => label)).toEqual(["Today"])
  })

  test("without empty groups", () => {
    expect(groupByDay([], now)).toEqual([])
  })
})
