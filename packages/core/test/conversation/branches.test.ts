import { describeOnBothDatabases } from "@parley/testing/dynamodb/both-databases.ts"
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest"
import { storedText } from "../../src/blocks/stored.ts"
import type { Caller } from "../../src/context.ts"
import { changeConversation } from "../../src/conversation/change.ts"
import { claimConversations } from "../../src/conversation/claim.ts"
import { deleteConversation } from "../../src/conversation/delete.ts"
import { exportAll, exportConversation } from "../../src/conversation/export.ts"
import { rateMessage } from "../../src/conversation/feedback.ts"
import { openConversation } from "../../src/conversation/open.ts"
import { requireConversation } from "../../src/conversation/read.ts"
import { searchConversations } from "../../src/conversation/search.ts"
import { root } from "../../src/entities/node.ts"
import { treesOf } from "../support/branches.ts"
import { partsOf } from "../support/log.ts"
import { money, stored } from "../support/stored.ts"
import { messagesIn, nodesIn } from "../support/tree.ts"
import { ask, newCaller, post, take, takeWell } from "../support/visitor.ts"
import { startWorld, type TestContext, type World } from "../support/world.ts"

const everything = { limit: 100 }
const nothing = { turns: [], conversations: [], messages: [] }
const inOnePart = { bytes: Number.POSITIVE_INFINITY, until: Number.POSITIVE_INFINITY }

describeOnBothDatabases("a conversation with branches, on", (kind) => {
  let world: World
  let context: TestContext & { tableName: string }
  let caller: Caller
  let conversationId: string
  let first: string
  let oak: string
  let elm: string
  beforeAll(async () => {
    world = await startWorld(kind)
    context = await world.context()
  })
  beforeEach(async () => {
    caller = newCaller()
    ;({ conversationId, first, oak, elm } = await treesOf(context, caller))
  })
  afterEach(() => world.reset())
  afterAll(() => world.close())

  const open = (leafTurnId?: string) => openConversation(context, caller.owner, conversationId, { ...everything, leafTurnId })
  const questions = async (leafTurnId?: string) =>
    (await open(leafTurnId)).messages.flatMap(({ role, content }) => (role === "user" ? [storedText(content)] : []))
  async function text(pieces: AsyncIterable<string>): Promise<string> {
    let all = ""
    for await (const piece of pieces) all += piece
    return all
  }
  const exported = async (format: "json" | "markdown") =>
    text(
      exportConversation(context.store, await requireConversation(context.store, caller.owner, conversationId, context.now), format, {
        now: context.now,
        limits: inOnePart,
      }),
    )

  test("is switched while a version runs, and the running turn is not affected", async () => {
    const gate = Promise.withResolvers<void>()
    world.bedrock.script({ beforeDelta: () => gate.promise })
    const running = post(context, caller, ask("Ash", { conversationId, parentTurnId: first }))
    await expect.poll(() => running.began).toBeDefined()
    await changeConversation(context, caller.owner, conversationId, { leafTurnId: oak })
    const view = await open()
    expect(view.leafTurnId).toBe(oak)
    expect(view.turn).toBeUndefined()
    expect(view.turns.map(({ turnId }) => turnId)).toEqual([running.began?.turnId])
    gate.resolve()
    expect((await running.over).last?.status).toBe("complete")
    expect(await questions()).toEqual(["Trees", "Oak"])
  })

  test("two windows on two branches go on one after the other, each with its own history, and each reads its own path", async () => {
    const told = () => world.bedrock.calls.at(-1)?.body.messages.flatMap(({ role, content }) => (role === "user" ? [content[0]?.text] : []))
    const one = await takeWell(context, caller, ask("Leaves of it", { conversationId, parentTurnId: oak }))
    expect(told()).toEqual(["Trees", "Oak", "Leaves of it"])
    const other = await takeWell(context, caller, ask("Bark of it", { conversationId, parentTurnId: elm }))
    expect(told()).toEqual(["Trees", "Elm", "Bark of it"])
    await takeWell(context, caller, ask("Roots of it", { conversationId, parentTurnId: one.turnId }))
    expect(told()).toEqual(["Trees", "Oak", "Leaves of it", "Roots of it"])
    expect(await questions(other.turnId)).toEqual(["Trees", "Elm", "Bark of it"])
    expect(await questions(elm)).toEqual(["Trees", "Elm", "Bark of it"])
    expect(await questions()).toEqual(["Trees", "Oak", "Leaves of it", "Roots of it"])
  })

  test("while a version runs, two windows begin on two branches: the version runs, and the other turn is refused with its id", async () => {
    const gate = Promise.withResolvers<void>()
    world.bedrock.script({ beforeDelta: () => gate.promise }, { beforeDelta: () => gate.promise })
    const [beside, below] = [ask("Ash", { conversationId, parentTurnId: first }), ask("Acorns", { conversationId, parentTurnId: oak })]
    const both = [beside, below].map((request) => post(context, caller, request))
    await expect.poll(() => both.every(({ began, refused }) => began || refused), { timeout: 20_000 }).toBe(true)
    const [running = expect.fail("none runs")] = both.filter(({ began }) => began)
    const [refused = expect.fail("both run")] = both.filter(({ refused: problem }) => problem)
    expect(refused.refused).toMatchObject({ code: "turn.busy", extras: { turnId: running.began?.turnId } })
    gate.resolve()
    await running.over
    for (const request of [beside, below]) expect((await take(context, caller, request)).last?.status).toBe("complete")
  })

  test("is deleted with all versions while two of them run: their generators stop, nothing is left, and all money is settled", async () => {
    world.bedrock.script({ deltas: ["a ", "b ", "c "], delayMs: 1_500 }, { deltas: ["a ", "b ", "c "], delayMs: 1_500 })
    const running = ["Ash", "Fir"].map((name) => post(context, caller, ask(name, { conversationId, parentTurnId: first })))
    await expect.poll(() => running.every(({ began }) => began), { timeout: 20_000 }).toBe(true)
    await deleteConversation(context.store, caller.owner, conversationId, context.now)
    const ends = await Promise.all(running.map(({ over }) => over))
    expect(ends.map(({ last }) => last?.code)).toEqual(["conversation.missing", "conversation.missing"])
    expect(await stored(context, caller)).toEqual(nothing)
    expect(await nodesIn(context, conversationId)).toEqual([])
    expect((await partsOf(context, conversationId)).filter((part) => part.kind === "events")).toEqual([])
    const { visitor } = await money(context, caller)
    expect(visitor.committed).toBe(visitor.spent)
  })

  test("a version that begins while the conversation is deleted leaves nothing behind", async () => {
    for (const operation of ["UpdateItem", "Query", "DeleteItem"] as const) {
      const began = await takeWell(context, caller, ask("Trees"))
      const of = began.conversationId
      let late: ReturnType<typeof post> | undefined
      const begin = async () => {
        late = post(context, caller, ask("Late", { conversationId: of, parentTurnId: root }))
        await expect.poll(() => late?.began ?? late?.refused, { timeout: 20_000 }).toBeDefined()
      }
      world.dynamo.rule({ operation, before: begin })
      await deleteConversation(context.store, caller.owner, of, context.now)
      await late?.over
      expect([operation, await nodesIn(context, of)]).toEqual([operation, []])
      expect([operation, await messagesIn(context, of)]).toEqual([operation, []])
      expect((await stored(context, caller)).turns.filter((turn) => turn.conversationId === of)).toEqual([])
      world.dynamo.reset()
    }
  })

  test("changes its owner as a whole, but not while a version runs", async () => {
    const person = newCaller()
    const gate = Promise.withResolvers<void>()
    world.bedrock.script({ beforeDelta: () => gate.promise })
    const running = post(context, caller, ask("Ash", { conversationId, parentTurnId: first }))
    await expect.poll(() => running.began).toBeDefined()
    expect(await claimConversations(context, caller.owner, person.owner)).toEqual({ adopted: 0, busy: 1, left: false })
    gate.resolve()
    await running.over
    await changeConversation(context, caller.owner, conversationId, { leafTurnId: oak })
    expect(await claimConversations(context, caller.owner, person.owner)).toEqual({ adopted: 1, busy: 0, left: false })
    caller = person
    expect(await questions()).toEqual(["Trees", "Oak"])
    expect([...(await open()).versions.values()].map((all) => all.length)).toEqual([3])
    await takeWell(context, caller, ask("Acorns", { conversationId, parentTurnId: oak }))
    await takeWell(context, caller, ask("Yew", { conversationId, parentTurnId: first }))
    expect(await stored(context, caller)).toMatchObject({ turns: { length: 6 }, messages: { length: 12 } })
  })

  test("search finds a message of another version and says so", async () => {
    const found = async (query: string) => (await searchConversations(context.store, caller.owner, query, context.now)).results
    expect(await found("elm")).toMatchObject([{ turnId: elm }])
    expect((await found("elm"))[0]).not.toHaveProperty("otherVersion")
    expect(await found("oak")).toMatchObject([{ turnId: oak, otherVersion: true }])
    await changeConversation(context, caller.owner, conversationId, { leafTurnId: oak })
    expect((await found("oak"))[0]).not.toHaveProperty("otherVersion")
    expect(await found("elm")).toMatchObject([{ turnId: elm, otherVersion: true }])
  })

  test("is exported with all versions in the order of time, and marks those that are not shown", async () => {
    type Exported = { messages: { parentTurnId: string | null; shown: boolean; turnId: string }[] }
    const one: Exported = JSON.parse(await exported("json"))
    const rows = one.messages.map(({ turnId, parentTurnId, shown }) => [turnId, parentTurnId, shown])
    const twice = (row: unknown[]) => [row, row]
    expect(rows).toEqual([...twice([first, null, true]), ...twice([oak, first, false]), ...twice([elm, first, true])])
    const all = JSON.parse(await text(exportAll(context.store, caller.owner, { now: context.now, limits: inOnePart })))
    expect(all.conversations[0].messages).toEqual(one.messages)
    const markdown = await exported("markdown")
    expect(markdown.match(/^## .*/gm)?.map((line) => line.replace(/ · .*/, ""))).toEqual([
      "## You",
      "## Assistant",
      "## You (other version)",
      "## Assistant (other version)",
      "## You",
      "## Assistant",
    ])
  })

  test("an answer of a version that is not shown can be rated", async () => {
    const answer = (await open(oak)).messages.at(-1)
    await rateMessage(context.store, caller.owner, conversationId, answer?.messageId ?? "", { rating: "up" }, context.now)
    expect((await open(oak)).messages.at(-1)?.feedback).toEqual({ rating: "up" })
  })
})
