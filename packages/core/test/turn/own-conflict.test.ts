import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest"
import { ask, newCaller, post } from "../support/visitor.ts"
import { startWorld, type World } from "../support/world.ts"

// The positions of the items in the transaction that starts a turn.
const [turn, conversation, visitor] = [0, 2, 3]

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterEach(() => world.reset())
afterAll(() => world.close())

describe("a conflict with a concurrent start or end of the same turn joins that turn", () => {
  test.each([
    ["although it took the last turn of the day", { turnsPerVisitorDaily: 1 }, []],
    ["although it holds the conversation", {}, [conversation]],
    ["although it took the last of the money", {}, [visitor]],
  ])("%s", async (_, settings, failedAt) => {
    const context = await world.context({ settings })
    const caller = newCaller()
    const request = ask("First")
    const gate = Promise.withResolvers<void>()
    world.bedrock.script({ beforeDelta: () => gate.promise })
    const first = post(context, caller, request)
    await expect.poll(() => first.began).toBeDefined()
    world.dynamo.rule({ operation: "TransactWriteItems", fault: "conflict", conflictAt: [turn], failedAt })
    const joined = post(context, caller, request)
    await expect.poll(() => joined.began ?? joined.refused).toBeDefined()
    gate.resolve()
    await first.over
    expect((await joined.over).text).toBe("Hello from the model.")
    expect(world.bedrock.calls).toHaveLength(1)
  })
})
