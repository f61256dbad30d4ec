import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest"
import type { Caller } from "../../src/context.ts"
import { newTurnId } from "../../src/ids.ts"
import { money, said, settled, stored } from "../support/stored.ts"
import { ask, newCaller, take, takeWell } from "../support/visitor.ts"
import { startWorld, type TestContext, type World } from "../support/world.ts"

let world: World
let context: TestContext
let caller: Caller
beforeAll(async () => {
  world = await startWorld()
})
beforeEach(async () => {
  context = await world.context()
  caller = newCaller()
})
afterEach(() => world.reset())
afterAll(() => world.close())

const answer = "assistant complete Hello from the model."

describe("a turn that replaces the last one", () => {
  test("deletes the two replaced messages and is answered without them", async () => {
    const { conversationId } = await takeWell(context, caller, ask("First"))
    const second = ask("Secnod", { conversationId })
    await takeWell(context, caller, second)
    const edited = ask("Second", { conversationId, replaces: second.turnId })
    await takeWell(context, caller, edited)
    const kept = await stored(context, caller)
    expect(said(kept)).toEqual(["user First", answer, "user Second", answer])
    expect(kept.conversations).toMatchObject([{ messageCount: 4, lastTurnId: edited.turnId }])
    expect(world.bedrock.calls.at(-1)?.body.messages.map(({ content }) => content[0]?.text)).toEqual([
      "First",
      "Hello from the model.",
      "Second",
    ])
  })

  test("is replayed, not refused, when it is posted again", async () => {
    const first = ask("First")
    const { conversationId } = await takeWell(context, caller, first)
    const edited = ask("Edited", { conversationId, replaces: first.turnId })
    await takeWell(context, caller, edited)
    expect((await take(context, caller, edited)).text).toBe("Hello from the model.")
    expect(world.bedrock.calls).toHaveLength(2)
  })

  test("can itself be replaced", async () => {
    const first = ask("1")
    const { conversationId } = await takeWell(context, caller, first)
    let replaces = first.turnId
    for (const text of ["2", "3"]) {
      const next = ask(text, { conversationId, replaces })
      await takeWell(context, caller, next)
      replaces = next.turnId
    }
    expect(said(await stored(context, caller))).toEqual(["user 3", answer])
  })

  test("is run again when it failed, without the turn that it replaced", async () => {
    const first = ask("First")
    const { conversationId } = await takeWell(context, caller, first)
    const edited = ask("Edited", { conversationId, replaces: first.turnId })
    world.bedrock.script({ fault: "ModelErrorException" })
    expect((await take(context, caller, edited)).last?.status).toBe("failed")
    await takeWell(context, caller, edited)
    const kept = await stored(context, caller)
    expect(said(kept)).toEqual(["user Edited", answer])
    expect(kept.conversations[0]?.messageCount).toBe(2)
  })
})

test("only the last turn may be replaced: not an earlier one, a replaced one, an unknown one or one of another conversation", async () => {
  const first = ask("First")
  const { conversationId } = await takeWell(context, caller, first)
  const second = ask("Second", { conversationId })
  await takeWell(context, caller, second)
  const third = ask("Third", { conversationId, replaces: second.turnId })
  await takeWell(context, caller, third)
  const elsewhere = ask("Elsewhere")
  await takeWell(context, caller, elsewhere)

  for (const replaces of [first.turnId, second.turnId, newTurnId(), elsewhere.turnId]) {
    expect((await take(context, caller, ask("Instead", { conversationId, replaces }))).refused?.code).toBe("turn.notLast")
  }
  for (const replaces of [third.turnId, newTurnId()]) {
    expect((await take(context, caller, ask("Instead", { replaces }))).refused?.code).toBe("turn.notLast")
  }
  expect(said(await stored(context, caller)).filter((line) => line.startsWith("user"))).toHaveLength(3)
  expect(world.bedrock.calls).toHaveLength(4)
})

test("a turn cannot replace itself: a stored one is replayed, a new one is refused", async () => {
  const first = ask("First")
  const { conversationId } = await takeWell(context, caller, first)
  expect((await take(context, caller, { ...first, conversationId, replaces: first.turnId })).text).toBe("Hello from the model.")
  const fresh = ask("Again", { conversationId })
  expect((await take(context, caller, { ...fresh, replaces: fresh.turnId })).refused?.code).toBe("turn.notLast")
  expect(world.bedrock.calls).toHaveLength(1)
})

test("of two concurrent turns that replace the same one, one runs", async () => {
  const first = ask("First")
  const { conversationId } = await takeWell(context, caller, first)
  const both = [1, 2].map((n) => take(context, caller, ask(`Edit ${n}`, { conversationId, replaces: first.turnId })))
  const ends = (await Promise.all(both)).map(({ last, refused }) => refused?.code ?? last?.event)
  expect(ends).toContain("done")
  expect(ends.filter((end) => end === "turn.busy" || end === "turn.notLast")).toHaveLength(1)
  expect(said(await stored(context, caller))).toHaveLength(2)
})

describe("a turn that was replaced", () => {
  test("cannot be replayed", async () => {
    const first = ask("First")
    const { conversationId } = await takeWell(context, caller, first)
    await takeWell(context, caller, ask("Edited", { conversationId, replaces: first.turnId }))
    expect((await take(context, caller, first)).refused?.code).toBe("turn.missing")
  })

  test("is not run again by a late retry, although it had failed", async () => {
    const first = ask("First")
    world.bedrock.script({ fault: "ModelErrorException" })
    const { began } = await take(context, caller, first)
    const conversationId = began?.conversationId
    await takeWell(context, caller, ask("Edited", { conversationId, replaces: first.turnId }))
    expect((await take(context, caller, first)).refused?.code).toBe("turn.missing")
    const kept = await stored(context, caller)
    expect(said(kept)).toEqual(["user Edited", answer])
    expect(kept.conversations[0]).toMatchObject({ messageCount: 2 })
    expect(await money(context, caller)).toEqual(settled(4_000, 2))
    expect(world.bedrock.calls).toHaveLength(2)
  })
})
