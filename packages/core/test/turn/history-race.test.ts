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

  test("reads the history once if no turn ends between the two", async () => {
    const context = await world.context()
    const caller = newCaller()
    const { conversationId } = await takeWell(context, caller, ask("Zero"))
    world.dynamo.reset()
    await takeWell(context, caller, ask("One", { conversationId }))
    expect(world.dynamo.count("Query")).toBe(1)
  })
})
