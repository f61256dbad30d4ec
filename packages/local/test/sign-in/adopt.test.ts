import { createHash } from "node:crypto"
import { type FaultBedrock, startFaultBedrock } from "@parley/testing/bedrock/fault-bedrock.ts"
import { tableItems } from "@parley/testing/dynamodb/table-items.ts"
import { startTestStage, type TestStage } from "@parley/testing/stage/test-stage.ts"
import { eventOf, textOfEvents, type Visitor, visitorAt } from "@parley/testing/stage/visitor.ts"
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest"
import { startTestIssuer, type TestIssuer } from "../support/issuer.ts"

type ClaimedConversations = { adopted: number; busy: number; left: boolean }
type List = { conversations: { conversationId: string; title: string; messageCount: number }[] }
type Opened = { conversation: { title: string }; messages: { messageId: string; content: { text: string }[]; feedback?: unknown }[] }

let issuer: TestIssuer
let bedrock: FaultBedrock
let stage: TestStage
let subject = 0
beforeAll(async () => {
  issuer = await startTestIssuer()
  bedrock = await startFaultBedrock()
  stage = await startTestStage({ bedrockUrl: bedrock.url, env: { ...issuer.settings, ANONYMOUS: "on" } })
})
beforeEach(() => bedrock.reset())
afterAll(async () => {
  await stage?.stop()
  await bedrock?.close()
  await issuer?.stop()
})

/** A newly signed-in user, in the browser of a visitor. */
const personIn = async (browser?: Visitor, sub = `person-${++subject}`) =>
  visitorAt(stage.url, { token: await issuer.token({ sub }), cookie: browser?.cookie() })
const conversationsOf = async (caller: Visitor) => (await caller.json<List>("GET", "/conversations")).body.conversations
const titlesOf = async (caller: Visitor) => (await conversationsOf(caller)).map(({ title }) => title)
const countFor = async (person: Visitor) => (await person.json("GET", "/conversations/adopt")).body
const adopt = async (person: Visitor) => (await person.json<ClaimedConversations>("POST", "/conversations/adopt")).body

async function visitorWith(...questions: string[]): Promise<Visitor> {
  const visitor = visitorAt(stage.url)
  await visitor.json("GET", "/config")
  for (const question of questions) await visitor.say(question)
  return visitor
}

test("a visitor's conversations move to the user, complete and in order; the visitor keeps none", async () => {
  const visitor = await visitorWith("First", "Second", "Third")
  const [, second] = await conversationsOf(visitor)
  const path = `/conversations/${second?.conversationId}`
  await visitor.json("PATCH", path, { title: "Named" })
  const before = (await visitor.json<Opened>("GET", path)).body
  await visitor.json("PUT", `${path}/messages/${before.messages[1]?.messageId}/feedback`, { rating: "up" })
  const stored = (await visitor.json<Opened>("GET", path)).body
  const listed = await conversationsOf(visitor)

  const person = await personIn(visitor)
  await person.say("Mine already")
  expect(await countFor(person)).toEqual({ conversations: 3 })
  expect(await adopt(person)).toEqual({ adopted: 3, busy: 0, left: false })
  const mine = await conversationsOf(person)
  expect(mine.filter(({ title }) => title !== "Mine already")).toEqual(listed)
  expect(mine).toHaveLength(4)
  expect((await person.json("GET", path)).body).toEqual(stored)
  expect(await titlesOf(visitor)).toEqual([])
  expect((await visitor.json("GET", path)).status).toBe(404)
  expect([await countFor(person), await adopt(person)]).toEqual([{ conversations: 0 }, { adopted: 0, busy: 0, left: false }])
})

test("the table keeps the visitor's usage, and none of the visitor's texts", async () => {
  const visitor = await visitorWith("Leave no trace")
  const owner = createHash("sha256")
    .update(visitor.cookie()?.split("=")[1] ?? "")
    .digest("base64url")
  const keptOf = async () => {
    const items = await tableItems(stage.databaseUrl)
    return [...new Set(items.filter((item) => JSON.stringify(item).includes(owner)).map((item) => item.__edb_e__))].sort()
  }
  expect(await keptOf()).toEqual(["conversation", "turn", "usage"])
  await adopt(await personIn(visitor))
  expect(await keptOf()).toEqual(["usage"])
})

test("the user continues the visitor's conversation: the same turn is replayed, and the next one includes the history", async () => {
  const visitor = await visitorWith()
  const turn = eventOf(await visitor.say("First"), "turn")
  const person = await personIn(visitor)
  await adopt(person)
  const replayed = await person.chat({ turnId: turn.turnId, conversationId: turn.conversationId, content: [{ text: "First" }] })
  expect(eventOf(replayed, "turn")).toMatchObject({ messageId: turn.messageId, status: "complete" })
  expect(bedrock.calls).toHaveLength(1)
  await person.say("Second", { conversationId: turn.conversationId })
  expect(bedrock.calls[1]?.body.messages.map(({ content }) => content[0]?.text)).toEqual(["First", "Hello from the model.", "Second"])
})

test("a conversation with a running turn stays the visitor's until the turn ends, and the turn is not disturbed", async () => {
  const visitor = await visitorWith("Done before")
  const gate = Promise.withResolvers<void>()
  bedrock.otherwise({ beforeDelta: (index) => (index === 2 ? gate.promise : undefined) })
  const answer = visitor.say("Still going")
  await expect.poll(() => bedrock.calls.length).toBe(2)
  const person = await personIn(visitor)
  expect(await adopt(person)).toEqual({ adopted: 1, busy: 1, left: false })
  expect([await titlesOf(visitor), await titlesOf(person)]).toEqual([["Still going"], ["Done before"]])
  gate.resolve()
  const events = await answer
  expect([textOfEvents(events), eventOf(events, "done").status]).toEqual(["Hello from the model.", "complete"])
  expect(await adopt(person)).toEqual({ adopted: 1, busy: 0, left: false })
  expect([await titlesOf(visitor), await titlesOf(person)]).toEqual([[], ["Still going", "Done before"]])
})

test("with two claims at once, by one user or by two, every conversation has one owner", async () => {
  const questions = Array.from({ length: 12 }, (_, i) => `Question ${i}`)
  const visitor = await visitorWith(...questions)
  const [one, same, other] = [await personIn(visitor, "race"), await personIn(visitor, "race"), await personIn(visitor)]
  const answers = await Promise.all([one, same, other].map(adopt))
  expect(answers.reduce((sum, { adopted }) => sum + adopted, 0)).toBe(12)
  const owned = [...(await titlesOf(one)), ...(await titlesOf(other)), ...(await titlesOf(visitor))]
  expect(owned.sort()).toEqual(questions.sort())
  for (const { messageCount } of [...(await conversationsOf(one)), ...(await conversationsOf(other))]) expect(messageCount).toBe(2)
})

test("no conversation moves without a valid token, or without the cookie", async () => {
  const visitor = await visitorWith("Stays")
  const late = Math.floor(Date.now() / 1_000) - 100
  const expired = visitorAt(stage.url, { token: await issuer.token({ exp: late }), cookie: visitor.cookie() })
  expect((await expired.json("POST", "/conversations/adopt")).status).toBe(401)
  expect((await visitor.json("POST", "/conversations/adopt")).status).toBe(401)
  expect(await adopt(await personIn())).toEqual({ adopted: 0, busy: 0, left: false })
  const stranger = visitorAt(stage.url, { token: await issuer.token(), cookie: "visitor=short" })
  expect(await adopt(stranger)).toEqual({ adopted: 0, busy: 0, left: false })
  expect(await titlesOf(visitor)).toEqual(["Stays"])
})
