import { randomUUID } from "node:crypto"
import { setTimeout as wait } from "node:timers/promises"
import { playMany } from "@parley/testing/cases/many-cases.ts"
import { caseCount } from "@parley/testing/cases/test-set.ts"
import { describeOnBothDatabases } from "@parley/testing/dynamodb/both-databases.ts"
import fc from "fast-check"
import { afterAll, beforeAll, expect, test } from "vitest"
import { storedText } from "../../src/blocks/stored.ts"
import { costOf } from "../../src/model/price.ts"
import { answerByQuestion, answerDeltas } from "../support/answers.ts"
import { money, said, stored } from "../support/stored.ts"
import { ask, type Heard, newCaller, post, takeToEnd } from "../support/visitor.ts"
import { model, startWorld, type TestContext, type World } from "../support/world.ts"

/**
 * One POST of the turn: its time, the length that it claims to have, and whether its content is the same. A POST with `after` starts once there is
 * text.
 */
const posting = fc.record({
  delay: fc.oneof({ weight: 4, arbitrary: fc.integer({ min: 0, max: 30 }) }, { weight: 1, arbitrary: fc.integer({ min: 0, max: 1_500 }) }),
  after: fc.oneof(fc.constant(undefined), fc.constant(0), fc.nat({ max: 60 })),
  other: fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
})

const schedule = fc.record({
  deltas: answerDeltas,
  /** Some answers take long enough for heartbeats, which joined callers read. */
  delayMs: fc.oneof({ weight: 6, arbitrary: fc.nat({ max: 4 }) }, { weight: 1, arbitrary: fc.constant(250) }),
  posts: fc.array(posting, { minLength: 2, maxLength: 4 }),
})
type Schedule = typeof schedule extends fc.Arbitrary<infer T> ? T : never

/** Far above the needs of a busy machine: silence is not tested here. */
const silenceMs = 120_000

describeOnBothDatabases("on", (kind) => {
  const [count, atOnce] = kind === "fast" ? [caseCount(60, 1_000), 20] : [caseCount(6, 50), 6]
  let world: World
  let context: TestContext
  let answers: ReturnType<typeof answerByQuestion>
  beforeAll(async () => {
    world = await startWorld(kind)
    context = await world.context({ direct: true, silenceMs })
    answers = answerByQuestion(world.bedrock)
  })
  afterAll(() => world.close())

  test(`${count} schedules of concurrent, repeated and delayed POSTs: one model call a turn, one text for all`, async () => {
    await playMany(schedule, { count, atOnce }, playOne)
  }, 600_000)

  async function playOne({ deltas, delayMs, posts }: Schedule) {
    const caller = newCaller()
    const question = `Question ${randomUUID()}`
    const text = deltas.join("")
    answers.set(question, { deltas, delayMs })
    const request = ask(question)
    const begun = Promise.withResolvers<void>()
    await Promise.all(
      posts.map(async ({ delay, after: held, other }, index) => {
        const after = index > 0 ? held : undefined
        await wait(delay)
        if (after) await begun.promise
        if (other && index > 0) {
          await begun.promise
          const { refused } = await post(context, caller, { ...request, content: [{ text: "Something else" }] }).over
          return expect(refused?.code).toBe("turn.mismatch")
        }
        const heard = await takeToEnd(context, caller, { ...request, after }, { onEvent: () => begun.resolve() })
        expectWhole(heard, text, after)
      }),
    )
    const calls = answers.callsOf(question)
    expect(calls).toHaveLength(1)

    const kept = await stored(context, caller)
    expect(said(kept)).toEqual([`user ${question}`, `assistant complete ${text}`])
    const { visitor, address } = await money(context, caller, 1)
    const spent = calls[0]?.billed ? costOf(model, calls[0].billed) : 0
    expect([visitor, address]).toEqual([
      { committed: spent, spent, turns: 1 },
      { committed: spent, spent, turns: 1 },
    ])
  }
})

function expectWhole({ events, text, last, refused, answer }: Heard, whole: string, after: number | undefined) {
  const start = startOf(whole, after ?? 0)
  expect({ text, last, refused: refused?.code }).toEqual({
    text: whole.slice(start),
    last: { event: "done", status: "complete", length: whole.length },
    refused: undefined,
  })
  const opened = after === undefined ? ["block"] : []
  expect(events.map(({ event }) => event).filter((event) => event !== "delta")).toEqual(["turn", ...opened, "done"])
  expect(events[0]?.event).toBe("turn")
  expect(storedText(answer?.content ?? [])).toBe(whole)
  let length = start
  for (const event of events) {
    if (event.event !== "delta") continue
    length += event.data.text.length
    if (after !== undefined) expect(event.id).toBe(String(length))
    expect(event.data.text.isWellFormed()).toBe(true)
  }
}

/** The start of the text for a caller with `after` code units: never inside a surrogate pair. */
function startOf(text: string, after: number): number {
  const isInsidePair = after > 0 && after < text.length && (text.charCodeAt(after) & 0xfc00) === 0xdc00
  return isInsidePair ? after - 1 : after
}
