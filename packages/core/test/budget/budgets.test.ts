import { randomUUID } from "node:crypto"
import { setTimeout as wait } from "node:timers/promises"
import type { Answer } from "@parley/testing/bedrock/fault-bedrock-answer.ts"
import { playMany } from "@parley/testing/cases/many-cases.ts"
import { reservationOf } from "@parley/testing/cases/reservation.ts"
import { caseCount } from "@parley/testing/cases/test-set.ts"
import { describeOnBothDatabases } from "@parley/testing/dynamodb/both-databases.ts"
import fc from "fast-check"
import { afterAll, beforeAll, expect, test } from "vitest"
import { networkFactor } from "../../src/budget/budget.ts"
import type { Caller } from "../../src/context.ts"
import type { TurnEvent } from "../../src/turn/events.ts"
import { answerByQuestion } from "../support/answers.ts"
import { counted, money, seenBefore } from "../support/stored.ts"
import { ask, type Heard, newCaller, post, take } from "../support/visitor.ts"
import { model, startWorld, type TestContext, testSettings, type World } from "../support/world.ts"

const question = () => `Question ${randomUUID()}`
/** The reservation of every turn here: all questions have the same length, and none has history. */
const reservation = reservationOf(model, question().length, 0, testSettings.maxTokens)

/** A complete answer at its true cost, one of unknown cost, and one that Bedrock refuses. */
const answer: fc.Arbitrary<Answer> = fc.oneof(
  fc.record({ usage: fc.record({ inputTokens: fc.nat({ max: 900 }), outputTokens: fc.nat({ max: 100 }) }) }),
  fc.constantFrom<Answer>({ fault: "tcp-reset" }, { fault: "clean-end" }, { fault: "no-metadata" }, { fault: "AccessDeniedException" }),
)
/** The callers: a new visitor, a visitor whose turn of an earlier day was paid for, a signed-in user. */
const kind = fc.constantFrom("newcomer", "seen", "person")
const turn = fc.record({ visitor: fc.nat({ max: 1 }), delay: fc.nat({ max: 25 }), answer })
const interleaving = fc.record({
  /** Limits in reservations, not all of them whole numbers. */
  limits: fc.record({
    visitor: fc.constantFrom(1, 2.5, 4, 20),
    address: fc.constantFrom(1, 3, 5.5, 20),
    stage: fc.constantFrom(1, 2, 4.5, 6, 20),
  }),
  shares: fc.record({ newcomers: fc.constantFrom(0.25, 0.5, 1), visitors: fc.constantFrom(0.6, 1) }),
  turnsPerVisitorDaily: fc.constantFrom(1, 2, 100),
  turnsPerMinute: fc.record({ visitor: fc.constantFrom(0, 0, 1, 3), address: fc.constantFrom(0, 0, 2, 4) }),
  kinds: fc.tuple(kind, kind),
  sharesAddress: fc.boolean(),
  sharesNetwork: fc.boolean(),
  turns: fc.array(turn, { minLength: 2, maxLength: 6 }),
})
type Interleaving = typeof interleaving extends fc.Arbitrary<infer T> ? T : never

describeOnBothDatabases("on", (kind) => {
  const [count, atOnce] = kind === "fast" ? [caseCount(40, 1_000), 12] : [caseCount(5, 50), 5]
  let world: World
  let answers: ReturnType<typeof answerByQuestion>
  let base: TestContext
  /** Each interleaving has its own UTC day and therefore its own stage budget. */
  let day = 0
  beforeAll(async () => {
    world = await startWorld(kind)
    answers = answerByQuestion(world.bedrock)
    base = await world.context({ direct: true, silenceMs: 120_000 })
  })
  afterAll(() => world.close())

  test(`${count} interleavings of turns: never more committed than a limit, all of it spent in the end, and no turn refused that fits`, async () => {
    await playMany(interleaving, { count, atOnce }, playOne)
  }, 600_000)

  async function playOne({
    limits,
    shares,
    turnsPerVisitorDaily,
    turnsPerMinute,
    kinds,
    sharesAddress,
    sharesNetwork,
    turns,
  }: Interleaving) {
    const offset = 86_400_000 * ++day
    // In the future, because DynamoDB Local deletes expired items by the machine's clock, even of a running turn.
    const start = Date.UTC(2100, 0, 1)
    const began = Date.now()
    const budgets = { visitor: limits.visitor * reservation, address: limits.address * reservation, stage: limits.stage * reservation }
    // A clock ten times slower than the real one: retries after conflicts with other writers have a time limit, and the machine may be busy.
    const now = () => start + offset + Math.floor((Date.now() - began) / 10)
    const context = { ...base, settings: { ...testSettings, budgets, shares, turnsPerVisitorDaily, turnsPerMinute }, now }
    const [address, network] = [randomUUID(), randomUUID()]
    const callers = kinds.map((one) =>
      newCaller({
        isPerson: one === "person",
        isReturning: one === "seen",
        ...(sharesAddress && { address }),
        ...(sharesNetwork && { network }),
      }),
    )
    await Promise.all(callers.map((caller) => caller.isReturning && seenBefore(context, caller)))
    const kindOf = (caller: Caller) => kinds[callers.indexOf(caller)]
    const asked: string[] = []

    const heard = await Promise.all(
      turns.map(async ({ visitor, delay, answer: given }) => {
        const text = question()
        const caller = callers[visitor] as Caller
        answers.set(text, given)
        asked.push(text)
        await wait(delay)
        const checks: Promise<void>[] = []
        // The reservation is made just before this event, and nowhere else.
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
      const figures = await counted(context, one)
      if (one.network) expect(figures.network).toBe(spentBy())
      const spentByKind = (...among: string[]) =>
        callers.filter((other) => among.includes(kindOf(other) ?? "")).reduce((sum, other) => sum + spentBy(other), 0)
      expect(figures.visitors).toBe(spentByKind("newcomer", "seen"))
      if (shares.newcomers < 1) expect(figures.newcomers).toBe(spentByKind("newcomer"))
      if (turnsPerMinute.visitor > 0) expect(figures.minute).toBe(begun.filter(({ caller }) => caller === one).length)
    }
    const [caller = newCaller()] = callers
    const full = await fullScopes(caller)
    const { refused } = await take(context, caller, ask(question()))
    if (full.length === 0) expect(refused).toBeUndefined()
    else expect(full).toContain(`${refused?.code} ${refused?.extras.scope}`)

    function limitsOf(caller: Caller) {
      const share = (part: number) => Math.floor(budgets.stage * part)
      return {
        visitor: budgets.visitor,
        address: budgets.address,
        network: caller.network ? networkFactor * budgets.address : Number.POSITIVE_INFINITY,
        stage: budgets.stage,
        visitors: caller.isPerson ? Number.POSITIVE_INFINITY : share(shares.visitors),
        newcomers: kindOf(caller) === "newcomer" ? share(shares.newcomers) : Number.POSITIVE_INFINITY,
      }
    }

    async function expectWithin(caller: Caller) {
      const figures = await counted(context, caller)
      const most = limitsOf(caller)
      for (const scope of Object.keys(most) as (keyof typeof most)[]) expect(figures[scope]).toBeLessThanOrEqual(most[scope])
      expect(figures.turns).toBeLessThanOrEqual(turnsPerVisitorDaily)
      if (turnsPerMinute.visitor > 0) expect(figures.minute).toBeLessThanOrEqual(turnsPerMinute.visitor)
      if (turnsPerMinute.address > 0) expect(figures.minuteOfAddress).toBeLessThanOrEqual(turnsPerMinute.address)
    }

    /** The possible refusals of one more turn of the caller; empty if it fits. */
    async function fullScopes(caller: Caller): Promise<string[]> {
      const figures = await counted(context, caller)
      const most = limitsOf(caller)
      const money = (Object.keys(most) as (keyof typeof most)[]).filter((scope) => figures[scope] + reservation > most[scope])
      const perMinute = [
        turnsPerMinute.visitor > 0 && figures.minute >= turnsPerMinute.visitor && "rate.exceeded visitor",
        turnsPerMinute.address > 0 && figures.minuteOfAddress >= turnsPerMinute.address && "rate.exceeded address",
        figures.turns >= turnsPerVisitorDaily && "rate.exceeded visitor",
      ].filter((one) => one !== false)
      return [...money.map((scope) => `budget.exhausted ${scope}`), ...perMinute]
    }
  }
})

const costOf = (all: Heard[]) => all.reduce((sum, { answer: message }) => sum + (message?.cost ?? 0), 0)
