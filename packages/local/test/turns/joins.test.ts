import { setTimeout as wait } from "node:timers/promises"
import { runningTurn } from "@parley/api/turn.ts"
import { newTurnId } from "@parley/core/ids.ts"
import { type FaultBedrock, startFaultBedrock } from "@parley/testing/bedrock/fault-bedrock.ts"
import { type DynamoProxy, startDynamoProxy } from "@parley/testing/dynamodb/dynamo-proxy.ts"
import { startTestDatabase, type TestDatabase } from "@parley/testing/dynamodb/test-database.ts"
import { startTestStage, type TestStage } from "@parley/testing/stage/test-stage.ts"
import { parseEvents, textOfEvents, type Visitor, visitorAt } from "@parley/testing/stage/visitor.ts"
import * as v from "valibot"
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest"

let database: TestDatabase
let dynamo: DynamoProxy
let bedrock: FaultBedrock
let stage: TestStage
let gate: PromiseWithResolvers<void>
beforeAll(async () => {
  database = await startTestDatabase("fast")
  ;[dynamo, bedrock] = await Promise.all([startDynamoProxy(database.url), startFaultBedrock()])
  stage = await startTestStage({ bedrockUrl: bedrock.url, env: { AWS_ENDPOINT_URL_DYNAMODB: dynamo.url } })
})
afterEach(() => {
  gate?.resolve()
  dynamo.reset()
  bedrock.reset()
})
afterAll(async () => {
  await stage?.stop()
  await bedrock?.close()
  await dynamo?.close()
  await database?.stop()
})

const forms = ["text/event-stream", "application/json"] as const

/** A visitor's turn that has sent "One " and waits until the gate opens. */
async function startTurn(visitor: Visitor = visitorAt(stage.url)) {
  if (!visitor.cookie()) await visitor.json("GET", "/config")
  const body = { turnId: newTurnId(), content: [{ text: "Count" }] }
  const calls = bedrock.calls.length
  const first = visitor.chat(body)
  first.catch(() => undefined)
  await expect.poll(() => bedrock.calls.length, { timeout: 19_000 }).toBe(calls + 1)
  return { visitor, body, first }
}

/** Posts a turn again, and once more for each time that the database was too busy; `held` until its response ends. */
function join(visitor: Visitor, body: object, accept: (typeof forms)[number]) {
  const seen = { status: 0, text: "", retryAfter: "", held: true, posts: 0 }
  const over = (async () => {
    const post = () => {
      seen.posts++
      return visitor.request("POST", "/chat", { body, headers: { accept } })
    }
    let response = await post()
    while (response.status === 503) {
      await response.text()
      await wait(Number(response.headers.get("retry-after")) * 1_000)
      response = await post()
    }
    Object.assign(seen, { status: response.status, retryAfter: response.headers.get("retry-after") })
    Object.assign(seen, { text: await response.text(), held: false })
  })()
  over.catch(() => undefined)
  return Object.assign(seen, { over })
}

const closeGate = () => {
  gate = Promise.withResolvers()
  bedrock.otherwise({ deltas: ["One ", "two."], beforeDelta: (index) => (index === 1 ? gate.promise : undefined) })
}
const heldOf = (joins: { held: boolean }[]) => joins.filter(({ held }) => held)

test("an owner follows at most six turns, an address twelve", async () => {
  closeGate()
  const turns = []
  const ofOne = visitorAt(stage.url)
  for (let n = 0; n < 3; n++) turns.push(await startTurn(ofOne))
  const own = turns.flatMap(({ body }) => Array.from({ length: 4 }, () => join(ofOne, body, "text/event-stream")))
  await expect.poll(() => heldOf(own).length, { timeout: 19_000 }).toBe(6)
  for (let n = 0; n < 4; n++) turns.push(await startTurn())
  const others = turns.slice(3).flatMap(({ visitor, body }) => Array.from({ length: 4 }, () => join(visitor, body, "text/event-stream")))
  await expect.poll(() => heldOf(others).length, { timeout: 19_000 }).toBe(6)
  gate.resolve()
  await Promise.all([...turns.map(({ first }) => first), ...[...own, ...others].map(({ over }) => over)])
}, 60_000)

describe("joins of one turn", () => {
  test("150 at once: three follow, all others get 202 with Retry-After, in either form; the table is read little", async () => {
    closeGate()
    const { visitor, body, first } = await startTurn()
    dynamo.reset()
    const begun = Date.now()
    const joins = Array.from({ length: 150 }, (_, n) => join(visitor, body, forms[n % 2] as (typeof forms)[number]))
    await expect.poll(() => heldOf(joins).length, { timeout: 60_000 }).toBeLessThanOrEqual(3)
    const refused = joins.filter(({ status, held }) => !held && status === 202)
    // On a slow machine, a slot may pass to another join after 20 seconds.
    const places = 3 * Math.ceil((Date.now() - begun) / 20_000)
    expect(150 - refused.length).toBeGreaterThanOrEqual(3)
    expect(150 - refused.length).toBeLessThanOrEqual(places)
    // Three scopes are read for each join, and again only after it lost a slot to another.
    const reads = dynamo.count("GetItem") + dynamo.count("Query")
    expect(reads).toBeLessThan(joins.reduce((sum, { posts }) => sum + posts, 0) * 3 * 2)
    for (const { text, retryAfter } of refused) {
      expect(retryAfter).toBe("2")
      expect(v.parse(runningTurn, JSON.parse(text))).toMatchObject({ turnId: body.turnId, retryAfter: 2 })
    }
    dynamo.reset()
    await wait(3_000)
    // Three followers each read the turn and the news of its log every 400 ms.
    expect(dynamo.count("GetItem") + dynamo.count("Query")).toBeLessThanOrEqual(3 * 2 * 9)
    gate.resolve()
    await Promise.all([first, ...joins.map(({ over }) => over)])
    expect(bedrock.calls).toHaveLength(1)
  }, 120_000)

  test("a client that gets 202 reads the conversation: the text so far, then the answer", async () => {
    closeGate()
    const { visitor, body, first } = await startTurn()
    const joins = Array.from({ length: 8 }, () => join(visitor, body, "application/json"))
    await expect.poll(() => heldOf(joins).length, { timeout: 19_000 }).toBe(3)
    const { conversationId } = JSON.parse(joins.find(({ status }) => status === 202)?.text ?? "")
    const read = async () => (await visitor.json("GET", `/conversations/${conversationId}?limit=2`)).body
    await expect.poll(read, { timeout: 15_000 }).toMatchObject({ turn: { turnId: body.turnId, status: "streaming", text: "One " } })
    gate.resolve()
    await Promise.all([first, ...joins.map(({ over }) => over)])
    expect(await read()).toMatchObject({ messages: [{}, { status: "complete", content: [{ text: "One two." }] }] })
  }, 30_000)

  test("a follower is held for 20 seconds: a stream ends in turn.follow, the JSON form in 202; the next POST gets the rest", async () => {
    // A silent model would be aborted by then.
    const deltas = Array.from({ length: 30 }, (_, n) => `${n} `)
    bedrock.otherwise({ deltas, delayMs: 1_000 })
    const { visitor, body, first } = await startTurn()
    const begun = Date.now()
    const [stream, object] = forms.map((form) => join(visitor, body, form))
    await Promise.all([stream?.over, object?.over])
    const seconds = (Date.now() - begun) / 1_000
    expect(seconds).toBeGreaterThan(19)
    expect(seconds).toBeLessThan(27)
    expect([stream?.status, object?.status, object?.retryAfter]).toEqual([200, 202, "2"])
    const events = parseEvents(stream?.text ?? "")
    const { length } = textOfEvents(events)
    expect(length).toBeGreaterThan(10)
    expect(events.at(-1)).toMatchObject({ event: "error", data: { code: "turn.follow", retryable: true, status: "interrupted", length } })
    const rest = join(visitor, { ...body, after: events.at(-1)?.id }, "text/event-stream")
    await Promise.all([first, rest.over])
    expect(textOfEvents([...events, ...parseEvents(rest.text)])).toBe(deltas.join(""))
    expect(parseEvents(rest.text).at(-1)).toMatchObject({ event: "done", data: { status: "complete" } })
  }, 90_000)

  test.each([
    ["throttled", "TransactWriteItems"],
    ["internal", "Query"],
  ] as const)(
    "a table error while taking a slot (%s %s) is a 202, not a follower",
    async (fault, operation) => {
      closeGate()
      const { visitor, body, first } = await startTurn()
      const isOfSlots = (call: { body: object }) => JSON.stringify(call.body).includes("follow#")
      dynamo.rule({ operation, fault, times: 100, when: isOfSlots })
      for (const form of forms) {
        const joined = join(visitor, body, form)
        await joined.over
        expect([joined.status, joined.retryAfter]).toEqual([202, "2"])
      }
      gate.resolve()
      expect((await first).at(-1)?.event).toBe("done")
    },
    30_000,
  )

  test("after a function is killed with its followers, other turns of the owner are followed", async () => {
    closeGate()
    const { visitor, body, first } = await startTurn()
    const lost = Array.from({ length: 3 }, () => join(visitor, body, "text/event-stream"))
    await expect.poll(() => lost.filter(({ status }) => status === 200).length, { timeout: 19_000 }).toBe(3)
    await stage.killFunction("chat")
    await Promise.allSettled([first, ...lost.map(({ over }) => over)])
    closeGate()
    const next = await startTurn(visitor)
    const joins = Array.from({ length: 6 }, () => join(visitor, next.body, "text/event-stream"))
    await expect.poll(() => heldOf(joins).length, { timeout: 19_000 }).toBe(3)
    gate.resolve()
    await Promise.all([next.first, ...joins.map(({ over }) => over)])
  }, 60_000)
})
