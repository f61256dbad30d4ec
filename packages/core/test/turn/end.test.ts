import { afterAll, afterEach, beforeAll, expect, test } from "vitest"
import { money, said, settled, stored } from "../support/stored.ts"
import { ask, newCaller, take } from "../support/visitor.ts"
import { startWorld, type World } from "../support/world.ts"

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterEach(() => world.reset())
afterAll(() => world.close())

test("a stored end is recognized as the run's own, although its reply was lost and its token expired", async () => {
  const context = await world.context()
  const caller = newCaller()
  world.dynamo.rule({ operation: "TransactWriteItems", nth: 2, fault: "reply lost", forgetToken: true })
  const heard = await take(context, caller, ask("Hi"))
  expect(heard.last).toMatchObject({ event: "done", status: "complete" })
  expect(said(await stored(context, caller)).at(-1)).toBe("assistant complete Hello from the model.")
  expect(await money(context, caller)).toEqual(settled(4_000, 1))
})
