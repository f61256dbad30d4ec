import type { Call } from "@parley/testing/bedrock/fault-bedrock.ts"
import { fixtureSite } from "@parley/testing/stage/test-stage.ts"
import { expect, test } from "vitest"
import { judgeLogs, newCanary } from "../../soak/canary.ts"
import { judgeHandles } from "../../soak/handles.ts"
import { growthOf, judgeMemory, type Sample } from "../../soak/memory.ts"
import { judgeMoney } from "../../soak/money.ts"
import { judgeTable } from "../../soak/table.ts"
import { type Asked, type Heard, judgeCalls, judgeHeard, judgeRefusals, judgeStream, type Said } from "../../soak/verdict.ts"

test("a stream starts with its turn and has one end, its last event", () => {
  expect(judgeStream(["turn", "delta", "done"])).toEqual([])
  expect(judgeStream(["turn", "delta"])).toEqual(["stream: 0 ends instead of one"])
  expect(judgeStream(["turn", "error", "done"])).toEqual(["stream: 2 ends instead of one"])
  expect(judgeStream(["turn", "done", "delta"])).toEqual(["stream: something came after its end"])
  expect(judgeStream(["delta", "done"])).toEqual(["stream: began with delta"])
})

const said = (wholeText: string, fault?: Said["plan"]["fault"]): Said => ({
  plan: { wholeText, answer: {}, ...(fault && { fault }) },
  call: {} as Call,
  at: 0,
  endedAt: 1,
})
const asked = (...calls: Said[]): Asked => ({ id: "question-1", text: "", calls, stopAsked: false, deleted: false })
const heard = (text: string, more: Partial<Heard> = {}): Heard => ({
  text,
  event: "done",
  status: "complete",
  length: text.length,
  ...more,
})

test("the reader's text must equal the model's, and an incomplete end must have a cause", () => {
  expect(judgeHeard(asked(said("one two")), heard("one two"), false)).toEqual([])
  expect(judgeHeard(asked(said("one two")), heard("one"), false)).toEqual(["question-1: complete with 3 of 7 characters"])
  expect(judgeHeard(asked(said("one two")), heard("one two", { length: 9 }), false)).toEqual([
    "question-1: 7 characters arrived, the end counts 9",
  ])
  const interrupted = heard("one", { event: "error", status: "interrupted", code: "model.failed" })
  expect(judgeHeard(asked(said("one two", "clean-end")), interrupted, false)).toEqual([])
  expect(judgeHeard(asked(said("one two")), interrupted, false)).toEqual(["question-1: ended in model.failed without a cause"])
  expect(judgeHeard(asked(said("one two")), interrupted, true)).toEqual([])
  expect(judgeHeard(asked(said("one two")), heard("six", { status: "stopped" }), false)).toEqual([
    "question-1: a text that the model did not say: call 1 (whole, 7 characters) up to 0 of 3",
    "question-1: stopped without a request to stop",
  ])
  const internal = heard("", { event: "error", status: "failed", code: "internal" })
  expect(judgeHeard(asked(said("one", "stall")), internal, true)).toEqual(["question-1: ended in an error of our own"])
})

test("a second model call for a turn is allowed only after one without text", () => {
  const never = () => false
  expect(judgeCalls(asked(said("one")), never)).toEqual([])
  expect(judgeCalls(asked(said("one", "ThrottlingException"), said("one")), never)).toEqual([])
  expect(judgeCalls(asked(said("one"), said("one")), never)).toEqual(["question-1: the model was called 2 times"])
  expect(judgeCalls(asked(said("one", "clean-end"), said("one")), never)).toEqual(["question-1: the model was called 2 times"])
  expect(judgeCalls(asked(said("one"), said("one")), () => true)).toEqual([])
})

test("an unavailable table may fail only a few requests", () => {
  expect(judgeRefusals({ turns: 100, requests: 200, "store.unavailable": 6 })).toEqual([])
  expect(judgeRefusals({ turns: 100, requests: 200, "store.unavailable": 7 })).toEqual([
    "store.unavailable was answered 7 times in 300 requests",
  ])
})

const money = (spent: number, committed = spent) =>
  ["visitor#a", "address#b", "stage#0"].map((scope) => ({ scope, day: "2026-11-25", committed, spent }))
const billed = { all: 100, told: 100, untoldAtMost: 0, asideAtMost: 0 }

test("money: no reservation remains, the scopes agree, and the usage matches the charge", () => {
  expect(judgeMoney(money(100), billed)).toEqual([])
  expect(judgeMoney(money(100, 130), billed)).toHaveLength(3)
  expect(judgeMoney(money(99), billed)).toEqual(["money: 99 was counted, 100 was billed"])
  expect(judgeMoney(money(101), billed)).toEqual(["money: 101 was counted, at most 100 can have been"])
  expect(judgeMoney([...money(100), { scope: "visitor#c", committed: 5, spent: 5 }], billed)).toEqual([
    "money: visitors spent 105, addresses 100, the stage 100",
  ])
})

test("the table: no turn is running and no conversation waits", () => {
  const ended = [
    { __edb_e__: "turn", status: "complete" },
    { __edb_e__: "conversation", title: "a" },
  ]
  expect(judgeTable(ended)).toEqual([])
  expect(judgeTable([{ __edb_e__: "conversation", running: new Set(["trn_1"]), deletedAt: "2026-01-01T00:00:00.000Z" }])).toEqual([])
  const left = [
    { __edb_e__: "turn", turnId: "trn_1", conversationId: "cnv_1", status: "streaming" },
    { __edb_e__: "conversation", conversationId: "cnv_1", running: new Set(["trn_1"]) },
  ]
  expect(judgeTable(left)).toEqual(["table: turn trn_1 of cnv_1 is still running", "table: conversation cnv_1 still waits for trn_1"])
})

const sample = (at: number, keptBytes: number, pid = 1): Sample => ({ at, pid, keptBytes, heapBytes: 0, descriptors: 0, resources: {} })

test("memory: compares the medians of start and end of the newest process, despite one outlier", () => {
  const samples = (last: number) => Array.from({ length: 61 }, (_, n) => sample(n, n === 3 ? 900 : n < 30 ? 100 : last))
  expect(growthOf(samples(105), 0, 60)).toEqual({ before: 100, after: 105, growth: expect.closeTo(0.05), heapBefore: 0, heapAfter: 0 })
  expect(judgeMemory({ chat: growthOf(samples(105), 0, 60) })).toEqual([])
  expect(judgeMemory({ chat: growthOf(samples(120), 0, 60) })).toEqual([expect.stringContaining("chat grew by 20.0 %")])
  expect(judgeMemory({ chat: growthOf([sample(59, 100, 2)], 0, 60) })).toEqual(["memory: chat could not be measured"])
})

test("handles: an idle process holds no more than after its start", () => {
  const fresh = { ...sample(0, 0), descriptors: 20, resources: { PipeWrap: 3 } }
  expect(judgeHandles("chat", fresh, fresh)).toEqual([])
  expect(judgeHandles("chat", fresh, { ...fresh, descriptors: 21, resources: { PipeWrap: 3, Timeout: 1 } })).toEqual([
    "handles: chat holds 1 × Timeout, 0 when it was fresh",
    "handles: chat has 21 open files and sockets, 20 when it was fresh",
  ])
})

test("logs: reports the place of the canary, never the line", async () => {
  const canary = newCanary()
  const clean = `${fixtureSite}/index.html`
  expect(await judgeLogs(canary, clean, "nothing")).toEqual([])
  expect(await judgeLogs(canary, clean, `one\nasked: ${canary} and more\n`)).toEqual([
    "logs: what people or the model said is in 1 lines of the launcher's output, first in line 2",
  ])
})
