import { describeOnBothDatabases } from "@parley/testing/dynamodb/both-databases.ts"
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { storedText } from "../../src/blocks/stored.ts"
import type { Caller } from "../../src/context.ts"
import { exportConversation } from "../../src/conversation/export.ts"
import { forkConversation } from "../../src/conversation/fork.ts"
import { openConversation } from "../../src/conversation/open.ts"
import { plainMessage } from "../../src/conversation/plain-message.ts"
import { requireConversation } from "../../src/conversation/read.ts"
import { searchConversations } from "../../src/conversation/search.ts"
import { newConversationId } from "../../src/ids.ts"
import { worstCaseCost } from "../../src/model/price.ts"
import { cutStory, goOn } from "../support/continue.ts"
import { money, stored } from "../support/stored.ts"
import { nodesIn } from "../support/tree.ts"
import { ask, newCaller, post, take, takeWell } from "../support/visitor.ts"
import { model, startWorld, type TestContext, type World } from "../support/world.ts"

const everything = { limit: 100 }
const line = "Your answer was cut off. Go on exactly where it stopped. Repeat nothing."

describeOnBothDatabases("an answer that was cut off, on", (kind) => {
  let world: World
  let context: TestContext & { tableName: string }
  let caller: Caller
  beforeAll(async () => {
    world = await startWorld(kind)
    context = await world.context()
  })
  beforeEach(() => {
    caller = newCaller()
  })
  afterEach(() => world.reset())
  afterAll(() => world.close())

  const told = () =>
    world.bedrock.calls.at(-1)?.body.messages.map(({ role, content }) => `${role}: ${content.flatMap(({ text }) => text ?? []).join("|")}`)
  const open = (conversationId: string) => openConversation(context, caller.owner, conversationId, everything)

  test("goes on in a turn without a question: the model gets the path, the answer so far and one line, later turns get one answer", async () => {
    const { conversationId, story } = await cutStory(world, context, caller, "Once upon a \n ")
    world.bedrock.script({ deltas: ["time there was a mill."] })
    const request = goOn(conversationId, story)
    await takeWell(context, caller, request)
    expect(told()).toEqual([
      "user: Hello",
      "assistant: Hello from the model.",
      "user: Tell a story",
      "assistant: Once upon a",
      `user: ${line}`,
    ])
    const { messages, nodes } = await open(conversationId)
    expect(messages.map(({ role, content }) => `${role} ${storedText(content)}`).slice(2)).toEqual([
      "user Tell a story",
      "assistant Once upon a \n ",
      "assistant time there was a mill.",
    ])
    expect(messages.map((message) => plainMessage(message, nodes.get(message.turnId))).slice(3)).toMatchObject([
      { turnId: story, continuedBy: request.turnId },
      { turnId: request.turnId, parentTurnId: story, continues: true },
    ])
    expect((await stored(context, caller)).conversations[0]?.messageCount).toBe(5)
    await takeWell(context, caller, ask("And then?", { conversationId, parentTurnId: request.turnId }))
    expect(told()?.slice(2)).toEqual(["user: Tell a story", "assistant: Once upon a \n time there was a mill.", "user: And then?"])
  })

  test("goes on again and again, and each part is continued once", async () => {
    const { conversationId, story } = await cutStory(world, context, caller, "a")
    let last = story
    for (const part of ["b", "c"]) {
      world.bedrock.script({ deltas: [part], stopReason: "max_tokens" })
      last = (await takeWell(context, caller, goOn(conversationId, last))).turnId
    }
    expect(told()?.slice(2)).toEqual(["user: Tell a story", "assistant: ab", `user: ${line}`])
    await takeWell(context, caller, goOn(conversationId, last))
    expect(told()?.slice(2)).toEqual(["user: Tell a story", "assistant: abc", `user: ${line}`])
    expect((await take(context, caller, goOn(conversationId, story))).refused?.code).toBe("turn.continued")
  })

  test("is continued once from two windows at the same moment: the other one gets the turn to join", async () => {
    const { conversationId, story } = await cutStory(world, context, caller)
    const gate = Promise.withResolvers<void>()
    world.bedrock.script({ beforeDelta: () => gate.promise }, { beforeDelta: () => gate.promise })
    const requests = [goOn(conversationId, story), goOn(conversationId, story)]
    const both = requests.map((request) => post(context, caller, request))
    await expect.poll(() => both.every(({ began, refused }) => began || refused), { timeout: 20_000 }).toBe(true)
    gate.resolve()
    await Promise.all(both.map(({ over }) => over))
    const [winner = expect.fail("none ran")] = requests.filter((_, index) => both[index]?.began)
    const [loser = expect.fail("both ran")] = both.filter(({ refused }) => refused)
    expect(loser.refused).toMatchObject({ code: "turn.continued", extras: { turnId: winner.turnId } })
    const calls = world.bedrock.calls.length
    expect((await take(context, caller, winner)).text).toBe("Hello from the model.")
    expect(world.bedrock.calls).toHaveLength(calls)
    const nodes = await nodesIn(context, conversationId)
    expect(nodes.find(({ turnId }) => turnId === story)).toMatchObject({ continuedBy: winner.turnId, children: 1 })
  })

  test("is continued once although the reply to the begin was lost", async () => {
    const { conversationId, story } = await cutStory(world, context, caller)
    const quick = await world.context({ tableName: context.tableName, maxAttempts: 1 })
    world.dynamo.rule({ operation: "TransactWriteItems", fault: "reply lost" })
    const request = goOn(conversationId, story)
    expect((await take(quick, caller, request)).last?.status).toBe("complete")
    expect((await take(quick, caller, request)).last?.status).toBe("complete")
    expect((await stored(context, caller)).conversations[0]).toMatchObject({ messageCount: 5, runningCount: 0 })
  })

  test("is continued by a turn that failed and is run again in place", async () => {
    const { conversationId, story } = await cutStory(world, context, caller)
    const request = goOn(conversationId, story)
    world.bedrock.script({ fault: "ValidationException" })
    expect((await take(context, caller, request)).last?.status).toBe("failed")
    expect((await take(context, caller, goOn(conversationId, story))).refused).toMatchObject({
      code: "turn.continued",
      extras: { turnId: request.turnId },
    })
    expect((await take(context, caller, request)).last?.status).toBe("complete")
    expect(told()?.slice(3)).toEqual(["assistant: Once upon a", `user: ${line}`])
  })

  describe("has a version beside", () => {
    test("what continues it: a new question after the cut answer sees the cut answer alone", async () => {
      const { conversationId, story } = await cutStory(world, context, caller)
      await takeWell(context, caller, goOn(conversationId, story))
      await takeWell(context, caller, ask("Stop there", { conversationId, parentTurnId: story }))
      expect(told()?.slice(2)).toEqual(["user: Tell a story", "assistant: Once upon a ", "user: Stop there"])
    })
  })

  test("is paid for as a prompt: the reservation covers it beside the history, and the turn costs what was reported", async () => {
    const long = "word ".repeat(2_000)
    const { conversationId, story } = await cutStory(world, context, caller, long)
    let reserved = 0
    world.bedrock.script(async () => {
      const turn = (await stored(context, caller)).turns.find(({ continues }) => continues)
      reserved = turn?.reserved.nanoDollars ?? 0
      return { usage: { inputTokens: 2_100, outputTokens: 10 } }
    })
    await takeWell(context, caller, goOn(conversationId, story))
    expect(reserved).toBeGreaterThan(worstCaseCost(model, long.length + context.settings.contextTokens, context.settings.maxTokens))
    const { visitor } = await money(context, caller)
    expect(visitor.committed).toBe(visitor.spent)
    const poor = {
      ...context,
      settings: { ...context.settings, budgets: { ...context.settings.budgets, visitor: visitor.spent + reserved - 1 } },
    }
    world.bedrock.script({ deltas: [long], stopReason: "max_tokens" })
    const more = await takeWell(context, caller, ask("Again", { conversationId, parentTurnId: story }))
    expect((await take(poor, caller, goOn(conversationId, more.turnId))).refused?.code).toBe("budget.exhausted")
  })

  test("is one answer in the export as Markdown, two messages in JSON, found across both, and copied whole", async () => {
    const { conversationId, story } = await cutStory(world, context, caller, "The lant")
    world.bedrock.script({ deltas: ["ern burns all night."] })
    const more = await takeWell(context, caller, goOn(conversationId, story))
    const exported = async (format: "json" | "markdown") => {
      const conversation = await requireConversation(context.store, caller.owner, conversationId, context.now)
      const limits = { bytes: Number.POSITIVE_INFINITY, until: Number.POSITIVE_INFINITY }
      let all = ""
      for await (const piece of exportConversation(context.store, conversation, format, { now: context.now, limits })) all += piece
      return all
    }
    const markdown = await exported("markdown")
    expect(markdown).toContain("The lantern burns all night.")
    expect(markdown.match(/^## Assistant/gm)).toHaveLength(2)
    const { messages } = JSON.parse(await exported("json"))
    expect(messages.slice(3)).toMatchObject([
      { turnId: story, continuedBy: more.turnId, content: [{ text: "The lant" }] },
      { turnId: more.turnId, continues: true, content: [{ text: "ern burns all night." }] },
    ])
    const { results } = await searchConversations(context.store, caller.owner, "lantern night", context.now)
    expect(results).toMatchObject([{ turnId: story, excerpt: expect.stringContaining("lantern") }])

    const copy = newConversationId()
    await forkConversation(context, caller.owner, copy, { conversationId, turnId: more.turnId })
    const opened = await open(copy)
    await takeWell(context, caller, ask("And then?", { conversationId: copy, parentTurnId: opened.leafTurnId }))
    expect(told()?.slice(2)).toEqual(["user: Tell a story", "assistant: The lantern burns all night.", "user: And then?"])
  })

  test("that was continued and cut again counts for later turns up to its last whole part", async () => {
    const { conversationId, story } = await cutStory(world, context, caller, "whole ")
    world.bedrock.script({ deltas: ["cut ", "off ", "here"], fault: "clean-end", at: "middle" })
    const { began, last } = await take(context, caller, goOn(conversationId, story))
    expect(last?.status).toBe("interrupted")
    await takeWell(context, caller, ask("Next", { conversationId, parentTurnId: began?.turnId }))
    expect(told()?.slice(2)).toEqual(["user: Tell a story", "assistant: whole ", "user: Next"])
  })
})
