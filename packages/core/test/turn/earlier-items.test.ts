import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { storedText } from "../../src/blocks/stored.ts"
import { readUsage } from "../../src/budget/usage.ts"
import type { Caller } from "../../src/context.ts"
import { deleteAllConversations } from "../../src/conversation/delete.ts"
import { exportAll, exportConversation } from "../../src/conversation/export.ts"
import { rateMessage } from "../../src/conversation/feedback.ts"
import { listConversations } from "../../src/conversation/list.ts"
import { openConversation } from "../../src/conversation/open.ts"
import { requireConversation } from "../../src/conversation/read.ts"
import { searchConversations } from "../../src/conversation/search.ts"
import type { Turn } from "../../src/entities/turn.ts"
import { stopTurn } from "../../src/turn/stop.ts"
import { contextWithItems, itemsOf } from "../support/earlier-items.ts"
import { money, said, stored } from "../support/stored.ts"
import { ask, newCaller, post, take } from "../support/visitor.ts"
import { startWorld, type TestContext, type World } from "../support/world.ts"

const earlier = itemsOf("871df17")

let world: World
let context: TestContext
beforeAll(async () => {
  world = await startWorld()
})
beforeEach(async () => {
  context = await contextWithItems(world, earlier, 60_000)
})
afterEach(() => world.reset())
afterAll(() => world.close())

const running = earlier.turns.filter(({ status }) => status === "streaming")
const cut = running.find(({ text }) => text) as Turn
const silent = running.find(({ text }) => !text) as Turn
/** The visitor whose turns had all ended. */
const finished = earlier.turns.find((turn) => "replacedBy" in turn) as Turn & { replacedBy: string }
const callerOf = ({ owner }: Turn, more: Partial<Caller> = {}) => newCaller({ owner, isReturning: true, ...more })
const figuresOf = ({ owner, reserved }: Turn) => money(context, newCaller({ owner, address: reserved.address as string }))
const page = { limit: 50 }
const unlimited = { bytes: Number.POSITIVE_INFINITY, until: Number.POSITIVE_INFINITY }
const inOnePart = () => ({ now: context.now, limits: unlimited })

/** The figures after a turn's reservation became its cost: the committed amount and the number of turns stay the same. */
function spentOf(before: Awaited<ReturnType<typeof money>>, { nanoDollars }: Turn["reserved"]) {
  const settled = Object.entries(before).map(([scope, figures]) => [scope, { ...figures, spent: figures.spent + nanoDollars }])
  return Object.fromEntries(settled)
}

const cases: [string, Turn, string, string][] = [
  ["with text", cut, "Count on", `assistant interrupted ${cut.text}`],
  ["without text", silent, "Say nothing", "assistant failed"],
]
const recoveries: [string, (turn: Turn) => Promise<unknown>][] = [
  ["a read of the conversation", ({ owner, conversationId }) => openConversation(context, owner, conversationId, page)],
  ["a stop", ({ owner, turnId }) => stopTurn(context, owner, turnId)],
  [
    "twelve reads and stops at once",
    ({ owner, conversationId, turnId }) =>
      Promise.all(
        Array.from({ length: 12 }, (_, n) =>
          n % 2 ? stopTurn(context, owner, turnId) : openConversation(context, owner, conversationId, page),
        ),
      ),
  ],
]

describe.each(cases)("a turn %s that the version of commit 871df17 left running", (_, turn, question, line) => {
  test.each(recoveries)("is ended by %s: its reservation is settled once with owner, address and stage", async (_name, recover) => {
    const before = await figuresOf(turn)
    await recover(turn)
    expect(await figuresOf(turn)).toEqual(spentOf(before, turn.reserved))
    const { conversation, messages, turn: open } = await openConversation(context, turn.owner, turn.conversationId, page)
    expect(open).toBeUndefined()
    expect(said({ messages, conversations: [], turns: [] }).slice(-2)).toEqual([`user ${question}`, line])
    expect(conversation.messageCount).toBe(messages.length)
    expect((await stored(context, callerOf(turn))).turns.find(({ turnId }) => turnId === turn.turnId)?.text).toBeUndefined()
  })
})

test("the conversation's next turn ends the turn left running, and gets the finished ones as its history", async () => {
  const before = await figuresOf(cut)
  world.bedrock.script({ deltas: ["79 80"], usage: { inputTokens: 20, outputTokens: 1 } })
  const caller = callerOf(cut, { address: cut.reserved.address as string })
  const { last, answer } = await take(context, caller, ask("Go on", { conversationId: cut.conversationId }))
  expect(last).toMatchObject({ event: "done", status: "complete" })
  const { visitor, address } = await figuresOf(cut)
  for (const [now, then] of [
    [visitor, before.visitor],
    [address, before.address],
  ] as const) {
    const cost = answer?.cost as number
    expect(now).toEqual({ committed: then.committed + cost, spent: then.spent + cut.reserved.nanoDollars + cost, turns: then.turns + 1 })
  }
  const sent = world.bedrock.calls[0]?.body.messages.map(({ content: [block] }) => block?.text)
  expect(sent).toEqual(["Where is the lighthouse?", "At the northern pier.", "Go on"])
})

test("a repeated POST replays a turn left running with text, and runs one without text again", async () => {
  const replayed = await take(context, callerOf(cut), ask("Count on", { turnId: cut.turnId, conversationId: cut.conversationId }))
  expect([replayed.text, replayed.last?.status]).toEqual([cut.text, "interrupted"])
  const again = await take(context, callerOf(silent), ask("Say nothing", { turnId: silent.turnId }))
  expect([again.text, again.last?.status]).toEqual(["Hello from the model.", "complete"])
  const { visitor } = await figuresOf(silent)
  expect(visitor).toEqual({ committed: visitor.spent, spent: silent.reserved.nanoDollars + (again.answer?.cost as number), turns: 2 })
})

test("a follower sees the end of a turn whose lease expires meanwhile", async () => {
  let time = Date.parse(cut.leaseUntil) - 1_000
  const follower = { ...context, now: () => time }
  const request = ask("Count on", { turnId: cut.turnId, conversationId: cut.conversationId })
  const joined = post(follower, callerOf(cut), request)
  await expect.poll(() => joined.text, { timeout: 20_000 }).toBe(cut.text)
  const before = await figuresOf(cut)
  time = Date.parse(cut.leaseUntil) + 1
  expect((await joined.over).last).toMatchObject({ event: "error", status: "interrupted", code: "model.timeout" })
  expect(await figuresOf(cut)).toEqual(spentOf(before, cut.reserved))
})

test("today's turns count in the same shards of the stage's budget, and the day gets its key for addresses", async () => {
  await take(context, callerOf(finished), ask("Hello"))
  const stages = earlier.usages.filter(({ scope }) => scope.startsWith("stage#"))
  const [{ shards } = { shards: 0 }] = earlier.usages.filter(({ scope }) => scope === "shards")
  const day = finished.reserved.day
  const { data } = await context.store.entities.usages.get({ scope: "shards", day }).go()
  expect(data).toMatchObject({ shards, addressKey: expect.stringMatching(/^[\w-]{43}$/) })
  const { stage } = await money(context, callerOf(finished), shards)
  expect(stage.turns).toBe(stages.reduce((sum, { turns = 0 }) => sum + turns, 0) + 1)
})

describe("conversations without a running turn", () => {
  const { owner } = finished
  const titles = ["Fail", "Break off", "Count to a thousand", "A walk to the sea"]
  const walk = ["Where is the lighthouse?", "At the northern pier.", "And the café of the harbour?", "Behind the fish market."]

  test("can be listed, opened and found", async () => {
    const { conversations } = await listConversations(context.store, owner, context.now, page)
    expect(conversations.map(({ title }) => title)).toEqual(titles)
    const opened = await openConversation(context, owner, finished.conversationId, page)
    expect(opened.messages.map(({ content }) => storedText(content))).toEqual(walk)
    expect(opened.messages[1]).toMatchObject({ feedback: { rating: "up", comment: "Found it." }, cost: 3_300, stopReason: "end_turn" })
    const found = await searchConversations(context.store, owner, "cafe harbour", context.now)
    expect(found).toMatchObject({ results: [{ conversationId: finished.conversationId }], complete: true })
  })

  test("are exported completely, with the day's usage", async () => {
    let all = ""
    for await (const piece of exportAll(context.store, owner, inOnePart())) all += piece
    const { conversations, usage } = JSON.parse(all)
    expect(conversations.map(({ messages }: { messages: unknown[] }) => messages.length)).toEqual([4, 2, 2, 2])
    expect(usage).toMatchObject([{ day: finished.reserved.day, turns: 5, usage: { inputTokens: 3_490, outputTokens: 4_101 } }])
    const conversation = await requireConversation(context.store, owner, finished.conversationId, context.now)
    let one = ""
    for await (const piece of exportConversation(context.store, conversation, "markdown", inOnePart())) one += piece
    for (const text of ["# A walk to the sea", ...walk]) expect(one).toContain(text)
    const { days } = await readUsage(context.store, context.settings, owner, 30, context.now)
    expect(days).toMatchObject([{ turns: 5, cost: { usd: 0.002733775 } }])
  })

  test("accept ratings, a version of the last turn, and deletion", async () => {
    const { conversationId, messageId } = earlier.turns.find((turn) => turn.owner === owner && turn.status === "complete") as Turn
    const rated = await rateMessage(context.store, owner, conversationId, messageId, { rating: "down" }, context.now)
    expect(rated.feedback).toEqual({ rating: "down" })
    const versionOf = finished.replacedBy
    const edited = ask("And the café?", { conversationId, versionOf })
    expect((await take(context, callerOf(finished), edited)).last).toMatchObject({ status: "complete" })
    const kept = await openConversation(context, owner, conversationId, page)
    expect(kept.messages.map(({ content }) => storedText(content))).toEqual([...walk.slice(0, 2), "And the café?", "Hello from the model."])
    expect(kept.versions.get(edited.turnId)?.map(({ turnId }) => turnId)).toEqual([versionOf, edited.turnId])
    await deleteAllConversations(context.store, owner, context.now)
    expect(await stored(context, callerOf(finished))).toEqual({ turns: [], conversations: [], messages: [] })
  })
})
