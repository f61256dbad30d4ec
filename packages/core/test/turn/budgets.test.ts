import { randomUUID } from "node:crypto"
import { setTimeout as wait } from "node:timers/promises"
import fc from "fast-check"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import type { Answer } from "../../../local/test/support/fault-bedrock-answer.ts"
import { reservationOf } from "../../src/budget.ts"
import type { Caller } from "../../src/turn/context.ts"
import type { TurnEvent } from "../../src/turn/events.ts"
import { answerByQuestion } from "../support/answers.ts"
import { playMany } from "../support/many-cases.ts"
import { money } from "../support/stored.ts"
import { ask, type Heard, newCaller, post, take } from "../support/visitor.ts"
import { model, startWorld, type TestContext, testSettings, type World } from "../support/world.ts"

const question = () => `Question ${randomUUID()}`
/** What every turn here sets aside: the questions are all of one length, and none has history. */
const reservation = reservationOf(model, question().length, 0, testSettings.maxTokens)

/** A whole answer at its true cost, one whose cost nobody knows, and one that Bedrock refuses. */
const answer: fc.Arbitrary<Answer> = fc.oneof(
  fc.record({ usage: fc.record({ inputTokens: fc.nat({ max: 900 }), outputTokens: fc.nat({ max: 100 }) }) }),
  fc.constantFrom<Answer>({ fault: "tcp-reset" }, { fault: "clean-end" }, { fault: "no-metadata" }, { fault: "AccessDeniedException" }),
)
const turn = fc.record({ visitor: fc.nat({ max: 1 }), delay: fc.nat({ max: 25 }), answer })
const interleaving = fc.record({
  /** In reservations; not all of them whole. */
  limits: fc.record({
    visitor: fc.constantFrom(1, 2.5, 4, 20),
    address: fc.constantFrom(1, 3, 5.5, 20),
    stage: fc.constantFrom(1, 2, 4.5, 6, 20),
  }),
  turnsPerVisitorDaily: fc.constantFrom(1, 2, 100),
  sharesAddress: fc.boolean(),
  turns: fc.array(turn, { minLength: 2, maxLength: 6 }),
})
type Interleaving = typeof interleaving extends fc.Arbitrary<infer T> ? T : never

describe.each([
  ["dynoxide", "fast", 1_000, 12],
  ["DynamoDB Local", "amazon", 50, 5],
] as const)("on %s", (_, kind, count, atOnce) => {
  let world: World
  let answers: ReturnType<typeof answerByQuestion>
  let base: TestContext
  /** Each interleaving has a UTC day, and so a stage's budget, of its own. */
  let day = 0
  beforeAll(async () => {
    world = await startWorld(kind)
    answers = answerByQuestion(world.bedrock)
    base = await world.context({ direct: true, silenceMilliseconds: 120_000 })
  })
  afterAll(() => world.close())

  test(`${count} interleavings of turns: never more committed than a limit, all of it spent in the end, and no turn refused that fits`, async () => {
    await playMany(interleaving, { count, atOnce }, playOne)
  }, 600_000)

  async function playOne({ limits, turnsPerVisitorDaily, sharesAddress, turns }: Interleaving) {
    const offset = 86_400_000 * ++day
    // In the future, since DynamoDB Local deletes what has expired by the machine's clock, even under a turn that runs.
    const start = Date.UTC(2100, 0, 1)
    const began = Date.now()
    const budgets = { visitor: limits.visitor * reservation, address: limits.address * reservation, stage: limits.stage * reservation }
    // Ten times slower than it is, since a conflict with other writers is not waited for without end, and the machine may be busy.
    const now = () => start + offset + Math.floor((Date.now() - began) / 10)
    const context = { ...base, settings: { ...testSettings, budgets, turnsPerVisitorDaily }, now }
    const callers = Array.from({ length: 2 }, newCaller).map((caller, _, [first]) =>
      sharesAddress && first ? { ...first, owner: caller.owner } : caller,
    )
    const asked: string[] = []

    const heard = await Promise.all(
      turns.map(async ({ visitor, delay, answer: given }) => {
        const text = question()
        const caller = callers[visitor] as Caller
        answers.set(text, given)
        asked.push(text)
        await wait(delay)
        const checks: Promise<void>[] = []
        // Money is set aside just before this event, and only then.
        const watch = ({ event }: TurnEvent) => event === "turn" && checks.push(expectWithin(caller))
        const one = await post(context, caller, ask(text), { onEvent: watch }).over
        await Promise.all(checks)
        return { caller, one }
      }),
    )
    const begun = heard.filter(({ one }) => one.began)
    for (const { one } of heard) if (one.refused) expect(["budget.exhausted", "rate.exceeded"]).toContain(one.refused.code)
    expect(asked.flatMap((text) => answers.callsOf(text))).toHaveLength(begun.length)

    const spentBy = (caller?: Caller) => costOf(heard.filter((h) => !caller || h.caller === caller).map(({ one }) => one))
    for (const one of callers) {
      const settled = await money(context, one, 1)
      for (const { committed, spent } of Object.values(settled)) expect(committed).toBe(spent)
      expect([settled.visitor.spent, settled.stage.spent]).toEqual([spentBy(one), spentBy()])
    }
    const [caller = newCaller()] = callers
    const figures = await money(context, caller, 1)
    const fits =
      figures.visitor.turns < turnsPerVisitorDaily &&
      (["visitor", "address", "stage"] as const).every((scope) => figures[scope].committed + reservation <= budgets[scope])
    expect((await take(context, caller, ask(question()))).refused === undefined).toBe(fits)

    async function expectWithin(caller: Caller) {
      const figures = await money(context, caller, 1)
      for (const scope of ["visitor", "address", "stage"] as const) expect(figures[scope].committed).toBeLessThanOrEqual(budgets[scope])
      expect(figures.visitor.turns).toBeLessThanOrEqual(turnsPerVisitorDaily)
    }
  }
})

const costOf = (all: Heard[]) => all.reduce((sum, { answer: message }) => sum + (message?.cost ?? 0), 0)
