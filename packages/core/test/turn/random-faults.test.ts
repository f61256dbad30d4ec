import { randomUUID } from "node:crypto"
import type { Answer } from "@parley/testing/bedrock/fault-bedrock-answer.ts"
import { playMany } from "@parley/testing/cases/many-cases.ts"
import { caseCount } from "@parley/testing/cases/test-set.ts"
import type { DynamoBody } from "@parley/testing/dynamodb/dynamo-call.ts"
import type { DynamoFault, DynamoOperation } from "@parley/testing/dynamodb/dynamo-proxy.ts"
import fc from "fast-check"
import { afterAll, beforeAll, expect, test } from "vitest"
import { storedText } from "../../src/blocks/stored.ts"
import { costOf } from "../../src/model/price.ts"
import { answerByQuestion } from "../support/answers.ts"
import { money, said, stored } from "../support/stored.ts"
import { ask, type Heard, newCaller, take } from "../support/visitor.ts"
import { model, startWorld, type TestContext, type World } from "../support/world.ts"

let world: World
let answers: ReturnType<typeof answerByQuestion>
let base: TestContext
let observer: TestContext
beforeAll(async () => {
  world = await startWorld()
  answers = answerByQuestion(world.bedrock)
  const { tableName } = await world.context()
  base = await world.context({ tableName, maxAttempts: 2, silenceMs: 120_000 })
  observer = await world.context({ tableName, direct: true })
})
afterAll(() => world.close())

const fault = fc.record({
  operation: fc.constantFrom<DynamoOperation>("TransactWriteItems", "TransactWriteItems", "GetItem", "PutItem", "Query"),
  nth: fc.integer({ min: 1, max: 5 }),
  times: fc.integer({ min: 1, max: 4 }),
  fault: fc.constantFrom<DynamoFault>("internal", "conflict", "request lost", "reply lost", "reply lost"),
})
/** Long enough for two heartbeats. */
const slow: Answer = { delayMs: 900 }
const scenario = fc.record({
  faults: fc.array(fault, { maxLength: 4 }),
  answers: fc.array(fc.constantFrom<Answer>({}, slow, { fault: "ModelErrorException" }, { fault: "clean-end", at: "before-first-delta" }), {
    maxLength: 2,
  }),
})
type Scenario = typeof scenario extends fc.Arbitrary<infer T> ? T : never

const count = caseCount(40, 400)

test(`${count} turns that are posted until they answer, with faults of table and model anywhere: nothing said to be saved is lost, nothing is charged twice`, async () => {
  await playMany(scenario, { count, atOnce: 15 }, playOne)
}, 600_000)

async function playOne({ faults, answers: steps }: Scenario) {
  const caller = newCaller()
  const question = `Question ${randomUUID()}`
  answers.set(question, ...steps, {})
  const request = ask(question)
  const concerns = (body: DynamoBody) => [caller.owner, request.turnId].some((id) => JSON.stringify(body).includes(id))
  for (const rule of faults) world.dynamo.rule({ ...rule, when: ({ body }) => concerns(body) })
  let offset = 0
  const context = { ...base, now: () => Date.now() + offset }
  const heard: Heard[] = []
  // The lease expires between two POSTs, so each one finds the previous run ended or dead.
  for (; heard.length < 20 && !isOver(heard.at(-1)); offset += 16_000) {
    heard.push(await take(context, caller, request, { deadline: 20_000 }).catch((error) => ({ error }) as never))
  }

  const last = heard.at(-1)
  const text = storedText(last?.answer?.content ?? [])
  const whole = "Hello from the model."
  // A slow answer can be cut with its text so far; nothing else can cut one.
  const isCut = last?.last?.status === "interrupted" && steps.includes(slow)
  expect(last?.last).toMatchObject({ status: isCut ? "interrupted" : "complete", length: text.length })
  expect(isCut ? whole.startsWith(text) && text.length > 0 : text === whole).toBe(true)
  const kept = await stored(observer, caller)
  expect(said(kept)).toEqual([`user ${question}`, `assistant ${isCut ? "interrupted" : "complete"} ${text}`])
  expect(kept.conversations).toMatchObject([{ messageCount: 2 }])
  expect(kept.conversations[0]?.running).toBeUndefined()

  const { visitor, address } = await money(observer, caller, 1)
  const billed = answers.callsOf(question).map((call) => (call.billed ? costOf(model, call.billed) : 0))
  const reserved = kept.turns[0]?.reserved.nanoDollars ?? 0
  expect(visitor.committed).toBe(visitor.spent)
  expect(address).toEqual(visitor)
  expect(visitor.spent).toBeGreaterThanOrEqual(billed.reduce((sum, cost) => sum + cost, 0))
  // At most one reservation per POST without a whole answer, and the answer's true cost.
  const most = isCut ? heard.length * reserved : (heard.length - 1) * reserved + (billed.at(-1) ?? 0)
  expect(visitor.spent).toBeLessThanOrEqual(most)
}

/** Its end is stored, and the turn does not run again. */
const isOver = (heard: Heard | undefined) => (heard?.answer && heard.answer.status !== "failed") || heard?.refused?.code === "turn.mismatch"
