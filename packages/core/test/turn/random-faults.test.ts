import { randomUUID } from "node:crypto"
import type { Answer } from "@parley/testing/bedrock/fault-bedrock-answer.ts"
import { playMany } from "@parley/testing/cases/many-cases.ts"
import { caseCount } from "@parley/testing/cases/test-set.ts"
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
  operation: fc.constantFrom<DynamoOperation>("TransactWriteItems", "TransactWriteItems", "GetItem", "UpdateItem"),
  nth: fc.integer({ min: 1, max: 5 }),
  times: fc.integer({ min: 1, max: 4 }),
  fault: fc.constantFrom<DynamoFault>("internal", "conflict", "request lost", "reply lost", "reply lost"),
})
const scenario = fc.record({
  faults: fc.array(fault, { maxLength: 4 }),
  answers: fc.array(fc.constantFrom<Answer>({}, { fault: "ModelErrorException" }, { fault: "clean-end", at: "before-first-delta" }), {
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
  for (const rule of faults) world.dynamo.rule({ ...rule, when: ({ body }) => JSON.stringify(body).includes(caller.owner) })
  let offset = 0
  const context = { ...base, now: () => Date.now() + offset }
  const request = ask(question)
  const heard: Heard[] = []
  // The lease expires between two POSTs, so each one finds the previous run ended or dead.
  for (; heard.length < 20 && !isOver(heard.at(-1)); offset += 16_000) {
    heard.push(await take(context, caller, request, { deadline: 20_000 }).catch((error) => ({ error }) as never))
  }

  const text = "Hello from the model."
  const last = heard.at(-1)
  expect(last?.last).toEqual({ event: "done", status: "complete", length: text.length })
  expect(storedText(last?.answer?.content ?? [])).toBe(text)
  const kept = await stored(observer, caller)
  expect(said(kept)).toEqual([`user ${question}`, `assistant complete ${text}`])
  expect(kept.conversations).toMatchObject([{ messageCount: 2 }])
  expect(kept.conversations[0]?.activeTurnId).toBeUndefined()

  const { visitor, address } = await money(observer, caller, 1)
  const billed = answers.callsOf(question).map((call) => (call.billed ? costOf(model, call.billed) : 0))
  const reserved = kept.turns[0]?.reserved.nanoDollars ?? 0
  expect(visitor.committed).toBe(visitor.spent)
  expect(address).toEqual(visitor)
  expect(visitor.spent).toBeGreaterThanOrEqual(billed.reduce((sum, cost) => sum + cost, 0))
  // At most one reservation per POST without an answer, and the answer's true cost.
  expect(visitor.spent).toBeLessThanOrEqual((heard.length - 1) * reserved + (billed.at(-1) ?? 0))
}

const isOver = (heard: Heard | undefined) => heard?.last?.event === "done" || heard?.refused?.code === "turn.mismatch"
