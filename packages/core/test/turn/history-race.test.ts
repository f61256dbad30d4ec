import { caseCount } from "@parley/testing/cases/test-set.ts"
import type { DynamoCall } from "@parley/testing/dynamodb/dynamo-proxy.ts"
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest"
import { openConversation } from "../../src/conversation/open.ts"
import { ask, newCaller, post, take, takeWell } from "../support/visitor.ts"
import { startWorld, type World } from "../support/world.ts"

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterEach(() => world.reset())
afterAll(() => world.close())

const told = () => world.bedrock.calls.at(-1)?.body.messages.map(({ role, content }) => `${role}: ${content[0]?.text}`)
const holds = (text: string) => (call: DynamoCall) => JSON.stringify(call.body).includes(text)

describe("a turn whose history is read before its transaction takes effect", () => {
  test("includes a turn that ends between the two", async () => {
    const context = await world.context()
    const caller = newCaller()
    const { conversationId } = await takeWell(context, caller, ask("Zero"))
    const gate = Promise.withResolvers<void>()
    world.bedrock.script({ beforeDelta: () => gate.promise }, {})
    const running = post(context, caller, ask("The code word is heron.", { conversationId }))
    await expect.poll(() => running.began).toBeDefined()
    const queried = Promise.withResolvers<void>()
    world.dynamo.rule({ operation: "Query", after: () => queried.resolve() })
    world.dynamo.rule({
      operation: "TransactWriteItems",
      when: holds("What is the code word?"),
      before: async () => {
        await queried.promise
        gate.resolve()
        await running.over
      },
    })
    expect((await take(context, caller, ask("What is the code word?", { conversationId }))).last?.status).toBe("complete")
    expect(told()).toEqual([
      "user: Zero",
      "assistant: Hello from the model.",
      "user: The code word is heron.",
      "assistant: Hello from the model.",
      "user: What is the code word?",
    ])
  })

  test("includes a turn that runs entirely between two of its attempts", async () => {
    const context = await world.context()
    const caller = newCaller()
    const { conversationId } = await takeWell(context, caller, ask("Zero"))
    world.dynamo.rule({
      operation: "TransactWriteItems",
      when: holds("What is the code word?"),
      fault: "conflict",
      before: () => takeWell(context, caller, ask("The code word is heron.", { conversationId })),
    })
    const asked = await takeWell(context, caller, ask("What is the code word?", { conversationId }))
    const inOrder = [
      "user: Zero",
      "assistant: Hello from the model.",
      "user: The code word is heron.",
      "assistant: Hello from the model.",
      "user: What is the code word?",
    ]
    expect(told()).toEqual(inOrder)
    const { messages } = await openConversation(context, caller.owner, asked.conversationId, { limit: 100 })
    expect(messages.map(({ role, content }) => `${role}: ${content[0]?.text}`)).toEqual([...inOrder, "assistant: Hello from the model."])
  })

  test("includes the answer before it, whatever moment of its end the begin meets: a begin that polls while the answer before it ends", async () => {
    const context = await world.context({ direct: true, silenceMs: 60_000 })
    const count = caseCount(10, 100)
    const ends = Array.from({ length: count }, async (_, n) => {
      const caller = newCaller()
      const { conversationId, turnId } = await takeWell(context, caller, ask(`Zero ${n}`))
      const before = ask(`The code word is heron ${n}.`, { conversationId, parentTurnId: turnId })
      const running = post(context, caller, before)
      await expect.poll(() => running.began, { interval: 5 }).toBeDefined()
      // Refused while the turn before runs; the first begin that is not may meet its end at any point.
      for (;;) {
        const { refused, last } = await take(context, caller, ask(`Which is it ${n}?`, { conversationId, parentTurnId: before.turnId }))
        if (refused) expect(refused.code).toBe("turn.busy")
        else return void expect(last?.status).toBe("complete")
      }
    })
    await Promise.all(ends)
    const asked = world.bedrock.calls.filter(({ body }) => body.messages.at(-1)?.content[0]?.text?.startsWith("Which"))
    expect(asked).toHaveLength(count)
    for (const { body } of asked) expect(body.messages.map(({ content }) => content[0]?.text)).toHaveLength(5)
  }, 120_000)

  test("includes the answer before it although that had failed when the history was read, and was run again since", async () => {
    const context = await world.context()
    const caller = newCaller()
    const { conversationId, turnId } = await takeWell(context, caller, ask("Zero"))
    world.bedrock.script({ fault: "ValidationException" })
    const before = ask("The code word is heron.", { conversationId, parentTurnId: turnId })
    expect((await take(context, caller, before)).last?.status).toBe("failed")
    const queried = Promise.withResolvers<void>()
    world.dynamo.rule({ operation: "Query", after: () => queried.resolve() })
    world.dynamo.rule({
      operation: "TransactWriteItems",
      when: holds("What is the code word?"),
      before: async () => {
        await queried.promise
        await takeWell(context, caller, before)
      },
    })
    await takeWell(context, caller, ask("What is the code word?", { conversationId, parentTurnId: before.turnId }))
    expect(told()?.slice(2, 4)).toEqual(["user: The code word is heron.", "assistant: Hello from the model."])
  })

  test("is refused if the answer before it is gone, and the model is not called with a shorter history", async () => {
    const context = await world.context()
    const caller = newCaller()
    const before = await takeWell(context, caller, ask("Zero"))
    const { conversationId, messageId, turnId } = before
    await context.store.entities.messages.delete({ conversationId, messageId }).go()
    const { last } = await take(context, caller, ask("One", { conversationId, parentTurnId: turnId }))
    expect(last).toMatchObject({ event: "error", status: "failed", code: "store.unavailable" })
    expect(world.bedrock.calls).toHaveLength(1)
  })

  test("reads the history once if no turn ends between the two", async () => {
    const context = await world.context()
    const caller = newCaller()
    const { conversationId } = await takeWell(context, caller, ask("Zero"))
    world.dynamo.reset()
    await takeWell(context, caller, ask("One", { conversationId }))
    expect(world.dynamo.count("Query")).toBe(1)
  })
})
