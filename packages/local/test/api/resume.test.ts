import { bodySchemas as shapes } from "@parley/api/schemas.ts"
import { newTurnId } from "@parley/core/ids.ts"
import { startFaultBedrock } from "@parley/testing/bedrock/fault-bedrock.ts"
import { startTestStage, type TestStage } from "@parley/testing/stage/test-stage.ts"
import { textOfEvents, type Visitor, visitorAt } from "@parley/testing/stage/visitor.ts"
import * as v from "valibot"
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest"

let bedrock: Awaited<ReturnType<typeof startFaultBedrock>>
let stage: TestStage
let visitor: Visitor

beforeAll(async () => {
  bedrock = await startFaultBedrock()
  stage = await startTestStage({ bedrockUrl: bedrock.url })
})
afterAll(async () => {
  await stage?.stop()
  await bedrock?.close()
})
beforeEach(() => {
  visitor = visitorAt(stage.url)
})

const question = [{ text: "Why is the sky blue?" }]

test("a number in `after` asks for one text with lengths as ids, as the version before sent it", async () => {
  const turnId = newTurnId()
  const reasoning: [string, object] = ["contentBlockDelta", { contentBlockIndex: 0, delta: { reasoningContent: { text: "Hm" } } }]
  const text = (contentBlockIndex: number, words: string): [string, object] => [
    "contentBlockDelta",
    { contentBlockIndex, delta: { text: words } },
  ]
  const frames = [reasoning, text(1, "One "), text(1, "more."), text(2, "Two.")]
  bedrock.script({ frames: [...frames, ["messageStop", { stopReason: "end_turn" }]] })
  const whole = "One more.\n\nTwo."
  const first = await visitor.chat({ turnId, content: question, after: 0 })
  expect(first.map(({ event }) => event)).toEqual(["turn", "delta", "delta", "delta", "done"])
  expect(first.map(({ id }) => id)).toEqual([undefined, "4", "9", "15", undefined])
  expect(first.slice(1, -1).map(({ data }) => Object.keys(data))).toEqual([["text"], ["text"], ["text"]])
  expect(textOfEvents(first)).toBe(whole)
  const rest = await visitor.chat({ turnId, content: question, after: 6 })
  expect(rest.map(({ event, id }) => [event, id])).toEqual([
    ["turn", undefined],
    ["delta", "15"],
    ["done", undefined],
  ])
  expect(textOfEvents(rest)).toBe(whole.slice(6))
  expect(rest.at(-1)).toMatchObject({ data: { length: whole.length } })
})

test("a second POST of the same turn gets the same answer without another model call", async () => {
  const turnId = newTurnId()
  const first = await visitor.chat({ turnId, content: question })
  const calls = bedrock.calls.length
  const second = await visitor.chat({ turnId, content: question, after: 6 })
  expect(bedrock.calls.length).toBe(calls)
  expect(textOfEvents(second)).toBe(textOfEvents(first).slice(6))
  expect(second.at(-1)?.data).toEqual(first.at(-1)?.data)
  const third = await visitor.chat({ turnId, content: question })
  expect([textOfEvents(third), third.at(-1)]).toEqual([textOfEvents(first), first.at(-1)])
})

test("a reconnect with Last-Event-ID gets the rest, unless the body has its own position", async () => {
  const turnId = newTurnId()
  const first = textOfEvents(await visitor.chat({ turnId, content: question }))
  const rest = async (id: string, more: object = {}) =>
    textOfEvents(await visitor.chat({ turnId, content: question, ...more }, { "last-event-id": id }))
  expect(await rest("6")).toBe(first.slice(6))
  expect(await rest("6", { after: 2 })).toBe(first.slice(2))
  expect(await rest("6", { after: 0 })).toBe(first)
  for (const id of ["", "-1", "1.5", "x", "99999999", "1e1"]) expect(await rest(id), id).toBe(first)
})

test("the id of an event in Last-Event-ID, or in `after`, gets what follows it", async () => {
  const turnId = newTurnId()
  bedrock.script({ deltas: ["One ", "two ", "three."] })
  const first = await visitor.chat({ turnId, content: question })
  expect(first.map(({ event }) => event)).toEqual(["turn", "block", "delta", "delta", "delta", "done"])
  for (const [index, { id }] of first.entries()) {
    if (!id) continue
    const joined = await Promise.all([
      visitor.chat({ turnId, content: question, after: id }),
      visitor.chat({ turnId, content: question }, { "last-event-id": id }),
    ])
    for (const events of joined) {
      expect(textOfEvents([...first.slice(0, index + 1), ...events])).toBe("One two three.")
      expect([events[0]?.event, events.at(-1)]).toEqual(["turn", first.at(-1)])
      expect(events.filter(({ event }) => event === "block")).toEqual([])
    }
  }
})

test.each(["text/event-stream", "application/json"])("resuming a turn that does not exist is refused: %s", async (accept) => {
  const calls = bedrock.calls.length
  const response = await visitor.request("POST", "/chat", {
    body: { turnId: newTurnId(), content: question, after: 6 },
    headers: { accept },
  })
  expect([response.status, v.parse(shapes.problem, await response.json()).code]).toEqual([404, "turn.missing"])
  expect(bedrock.calls.length).toBe(calls)
})
