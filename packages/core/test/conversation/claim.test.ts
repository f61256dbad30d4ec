import { playMany } from "@parley/testing/cases/many-cases.ts"
import { caseCount } from "@parley/testing/cases/test-set.ts"
import { describeOnBothDatabases } from "@parley/testing/dynamodb/both-databases.ts"
import fc from "fast-check"
import { afterAll, afterEach, beforeAll, expect, test } from "vitest"
import { changeConversation } from "../../src/conversation/change.ts"
import { claimConversations, countClaimable } from "../../src/conversation/claim.ts"
import { deleteAllConversations, deleteConversation } from "../../src/conversation/delete.ts"
import { openConversation } from "../../src/conversation/open.ts"
import { money, said, stored } from "../support/stored.ts"
import { ask, newCaller, post, take, takeWell } from "../support/visitor.ts"
import { startWorld, type TestContext, type World } from "../support/world.ts"

const nothing = { turns: [], conversations: [], messages: [] }
const everything = { limit: 100 }

describeOnBothDatabases("on", (kind) => {
  const [count, atOnce] = kind === "fast" ? [caseCount(15, 150), 8] : [caseCount(3, 12), 3]
  let world: World
  let context: TestContext
  beforeAll(async () => {
    world = await startWorld(kind)
    context = await world.context({ direct: true })
  })
  afterEach(() => world.reset())
  afterAll(() => world.close())

  test("a claim moves conversations with messages, turns and titles; only the usage stays with the visitor", async () => {
    const [visitor, person] = [newCaller(), newCaller()]
    const request = ask("Hi")
    const began = await takeWell(context, visitor, request)
    await takeWell(context, visitor, ask("More", { conversationId: began.conversationId }))
    await takeWell(context, visitor, ask("Other"))
    // More than fits into one transaction.
    const [turn = expect.fail("no turn")] = (await stored(context, visitor)).turns
    await context.store.entities.turns.put(Array.from({ length: 150 }, (_, index) => ({ ...turn, turnId: `trn_${index}` }))).go()
    const before = await stored(context, visitor)
    const spent = (await money(context, visitor)).visitor
    expect(await countClaimable(context.store, visitor.owner, Date.now)).toBe(2)

    expect(await claimConversations(context, visitor.owner, person.owner)).toEqual({ adopted: 2, busy: 0, left: false })

    const after = await stored(context, person)
    const owned = <T extends object>(items: T[]) => items.map((item) => ({ ...item, owner: person.owner }))
    expect(after).toEqual({ turns: owned(before.turns), conversations: owned(before.conversations), messages: before.messages })
    expect(await stored(context, visitor)).toEqual(nothing)
    expect((await money(context, visitor)).visitor).toEqual(spent)
    expect((await money(context, person)).visitor).toEqual({ committed: 0, spent: 0, turns: 0 })
    expect(await countClaimable(context.store, visitor.owner, Date.now)).toBe(0)
    // Repeating a POST from before the sign-in is the same turn, without another model call.
    const calls = world.bedrock.calls.length
    expect((await take(context, person, request)).text).toBe("Hello from the model.")
    expect(world.bedrock.calls).toHaveLength(calls)
    expect(await claimConversations(context, visitor.owner, person.owner)).toEqual({ adopted: 0, busy: 0, left: false })
  })

  test("after a claim only the new owner reaches a turn, even if its old item remains", async () => {
    const [visitor, person] = [newCaller(), newCaller()]
    const request = ask("Hi")
    await takeWell(context, visitor, request)
    const [left] = (await stored(context, visitor)).turns
    await claimConversations(context, visitor.owner, person.owner)
    await context.store.entities.turns.put(left as NonNullable<typeof left>).go()

    const { refused, text } = await take(context, visitor, request)
    expect([refused?.code, text]).toEqual(["turn.missing", ""])
    await claimConversations(context, visitor.owner, person.owner)
    expect(await stored(context, visitor)).toEqual(nothing)
    expect((await stored(context, person)).turns).toHaveLength(1)
  })

  test("a turn of the new owner with the same id is neither overwritten nor deleted with the other conversation", async () => {
    const [visitor, person] = [newCaller(), newCaller()]
    const request = ask("Hi")
    const theirs = await takeWell(context, visitor, request)
    const own = await takeWell(context, person, request)
    await claimConversations(context, visitor.owner, person.owner)
    expect((await stored(context, person)).turns).toMatchObject([{ conversationId: own.conversationId }])
    await deleteConversation(context.store, person.owner, theirs.conversationId, Date.now)
    expect((await stored(context, person)).turns).toMatchObject([{ conversationId: own.conversationId }])
  })

  test("a conversation with a running turn stays until the turn ends", async () => {
    const [visitor, person] = [newCaller(), newCaller()]
    const gate = Promise.withResolvers<void>()
    world.bedrock.script({ beforeDelta: () => gate.promise })
    const began = Promise.withResolvers<void>()
    const running = post(context, visitor, ask("Hi"), { onEvent: ({ event }) => event === "turn" && began.resolve() })
    await began.promise
    expect(await claimConversations(context, visitor.owner, person.owner)).toEqual({ adopted: 0, busy: 1, left: false })
    expect(await stored(context, person)).toEqual(nothing)
    gate.resolve()
    await running.over
    expect(await claimConversations(context, visitor.owner, person.owner)).toEqual({ adopted: 1, busy: 0, left: false })
    expect(said(await stored(context, person))).toEqual(["user Hi", "assistant complete Hello from the model."])
  })

  test("a dead turn is ended, and the next call claims its conversation", async () => {
    const [visitor, person] = [newCaller(), newCaller()]
    await takeWell(context, visitor, ask("Hi"))
    const { turns, conversations } = context.store.entities
    const [{ turnId, conversationId } = expect.fail("no turn")] = (await stored(context, visitor)).turns
    await turns.patch({ owner: visitor.owner, turnId }).set({ status: "streaming", firstLeaseUntil: "2026-01-01T00:00:00.000Z" }).go()
    await conversations
      .patch({ owner: visitor.owner, conversationId })
      .set({ running: [turnId], runningCount: 1 })
      .go()
    expect((await claimConversations(context, visitor.owner, person.owner)).busy).toBe(1)
    expect(await claimConversations(context, visitor.owner, person.owner)).toEqual({ adopted: 1, busy: 0, left: false })
  })

  test("of two concurrent claims, each conversation goes to exactly one", async () => {
    const [visitor, one, two] = [newCaller(), newCaller(), newCaller()]
    await Promise.all(["A", "B", "C", "D"].map((text) => takeWell(context, visitor, ask(text))))
    const adoptions = await Promise.all([one, two, one].map(({ owner }) => claimConversations(context, visitor.owner, owner)))
    expect(adoptions.reduce((sum, { adopted }) => sum + adopted, 0)).toBe(4)
    const [ofOne, ofTwo] = await Promise.all([stored(context, one), stored(context, two)])
    expect(ofOne.conversations.length + ofTwo.conversations.length).toBe(4)
    expect(await stored(context, visitor)).toEqual(nothing)
  })

  const step = fc.constantFrom("ask", "rename", "delete", "adopt", "adoptByOther", "deleteAll")
  test(`${count} interleavings with asking, renaming and deleting: always one owner, and all there or all gone`, async () => {
    await playMany(fc.array(step, { minLength: 2, maxLength: 5 }), { count, atOnce }, async (steps) => {
      const [visitor, person, other] = [newCaller(), newCaller(), newCaller()]
      const first = await takeWell(context, visitor, ask("First"))
      const conversationId = first.conversationId
      const work = {
        ask: () => take(context, visitor, ask("Second", { conversationId })),
        rename: () => changeConversation(context, visitor.owner, conversationId, { title: "Renamed" }),
        delete: () => deleteConversation(context.store, visitor.owner, conversationId, Date.now),
        deleteAll: () => deleteAllConversations(context.store, visitor.owner, Date.now),
        adopt: () => claimConversations(context, visitor.owner, person.owner),
        adoptByOther: () => claimConversations(context, visitor.owner, other.owner),
      }
      const results = await Promise.allSettled(steps.map((name) => work[name]()))
      for (const [index, result] of results.entries()) {
        if (result.status === "fulfilled") continue
        expect(steps[index]).toMatch(/^(delete|rename)$/)
        expect(result.reason.code).toBe("conversation.missing")
      }
      const all = await Promise.all(
        [visitor, person, other].map(({ owner }) => context.store.entities.conversations.get({ owner, conversationId }).go()),
      )
      const owners = all.flatMap(({ data }) => data ?? [])
      expect(owners.length).toBeLessThanOrEqual(1)
      const { data: left } = await context.store.entities.messages.query.primary({ conversationId }).go({ pages: "all", consistent: true })
      const [found] = owners
      if (!found) return expect(left).toEqual([])
      const { conversation, messages } = await openConversation(context, found.owner, conversationId, everything)
      expect([conversation.messageCount, messages.length]).toEqual([left.length, left.length])
      const turns = (await stored(context, newCaller({ owner: found.owner, address: "" }))).turns.map(({ turnId }) => turnId)
      expect(new Set(turns)).toEqual(new Set(left.map(({ turnId }) => turnId)))
    })
  }, 300_000)
})
