import { brokenStreams } from "@parley/testing/bedrock/broken-streams.ts"
import type { Answer, Fault, Position } from "@parley/testing/bedrock/fault-bedrock-answer.ts"
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest"
import { costOf, noUsage, usdOf } from "../../src/model/price.ts"
import { maxAnswerBytes } from "../../src/turn/answer-blocks.ts"
import { money, said, settled, stored } from "../support/stored.ts"
import { ask, newCaller, take } from "../support/visitor.ts"
import { model, startWorld, type World } from "../support/world.ts"

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterEach(() => world.reset())
afterAll(() => world.close())

const deltas = ["one", " two", " three", " four"]
const textBefore: Record<Position, string> = { "before-first-delta": "", middle: "one two", "before-stop": "one two three four" }
/** The SDK's delays after throttling: up to one second, then up to two. */
const backoffPatience = 10_000
const positions = Object.keys(textBefore) as Position[]

/** Runs a turn against a model that always fails in this way, then a normal turn in the same conversation. */
async function takeBroken(answer: Answer, silenceMs = 500) {
  const context = await world.context({ silenceMs })
  const caller = newCaller()
  world.bedrock.otherwise(answer)
  const heard = await take(context, caller, ask("Count"))
  const calls = [...world.bedrock.calls]
  await Promise.all(calls.map(({ ended }) => ended))
  const after = { stored: await stored(context, caller), money: await money(context, caller) }
  const { conversationId } = heard.began ?? {}

  world.bedrock.reset()
  const next = await take(context, caller, ask("And now?", { conversationId }))
  return { ...after, heard, calls, next, nextCall: world.bedrock.calls[0] }
}

type Broken = Awaited<ReturnType<typeof takeBroken>>

/**
 * Invariants after every fault: a correct end, the stored text equals the sent text, the conversation is free, and the cost is settled at no less
 * than Bedrock's charge.
 */
function expectHonestEnd(
  { heard, stored: kept, money: figures, calls, next, nextCall }: Broken,
  status: string,
  text: string,
  code?: string,
) {
  expect(heard.text).toBe(text)
  const whole = status === "complete"
  expect(heard.last).toEqual({ event: whole ? "done" : "error", status, length: text.length, ...(code && { code }) })
  expect(heard.events.filter(({ event }) => event === "done" || event === "error")).toHaveLength(1)
  expect(said(kept)).toEqual(["user Count", `assistant ${status} ${text}`.trimEnd()])
  expect(kept.turns).toMatchObject([{ status }])
  expect(kept.turns[0]?.text).toBeUndefined()
  expect(kept.conversations[0]?.running).toBeUndefined()

  const billed = calls.reduce((sum, call) => sum + (call.billed ? costOf(model, call.billed) : 0), 0)
  const spent = figures.visitor.spent
  expect(figures).toEqual(settled(spent, 1))
  expect(spent).toBeGreaterThanOrEqual(billed)

  expect(next.last).toMatchObject({ event: "done", status: "complete" })
  expect(nextCall?.body.messages.map(({ content }) => content[0]?.text)).toEqual(whole ? ["Count", text, "And now?"] : ["And now?"])
}

const reservedOf = ({ stored: { turns } }: Broken) => turns[0]?.reserved.nanoDollars

describe("an answer that Bedrock refuses before its first byte fails, and counts as a turn without cost", () => {
  test.each<[Fault, string, number]>([
    ["ThrottlingException", "model.throttled", 3],
    ["ServiceUnavailableException", "model.throttled", 3],
    ["InternalServerException", "model.failed", 3],
    ["ModelTimeoutException", "model.timeout", 1],
    ["ModelErrorException", "model.failed", 1],
    ["AccessDeniedException", "model.refused", 1],
    ["ResourceNotFoundException", "model.refused", 1],
    ["ValidationException", "model.refused", 1],
    ["SerializationException", "model.refused", 1],
    ["RequestEntityTooLargeException", "model.refused", 1],
    ["UnknownOperationException", "model.refused", 1],
  ])("%s", async (fault, code, tries) => {
    const broken = await takeBroken({ deltas, fault }, backoffPatience)
    expectHonestEnd(broken, "failed", "", code)
    expect(broken.money).toEqual(settled(0, 1))
    expect(broken.calls.length).toBe(tries)
  })

  test("a temporary refusal is retried by the SDK without a visible error", async () => {
    world.bedrock.script({ fault: "ThrottlingException" }, { fault: "ServiceUnavailableException" })
    const broken = await takeBroken({ deltas }, backoffPatience)
    expectHonestEnd(broken, "complete", "one two three four")
    expect(broken.calls).toHaveLength(3)
  })
})

describe.each(positions)("an answer that breaks %s is never shown as complete, keeps its text and is charged at its upper bound", (at) => {
  test.each(brokenStreams)("%s", async (fault, code) => {
    const broken = await takeBroken({ deltas, fault, at })
    expectHonestEnd(broken, textBefore[at] ? "interrupted" : "failed", textBefore[at], code)
    expect(broken.calls).toHaveLength(1)
    expect(broken.money).toEqual(settled(reservedOf(broken) as number, 1))
  })
})

test("a connection that breaks before the head of the answer is one model call, and counts at its upper bound", async () => {
  const broken = await takeBroken({ deltas, fault: "no-head" }, backoffPatience)
  expectHonestEnd(broken, "failed", "", "model.timeout")
  expect(broken.calls).toHaveLength(1)
  expect(broken.money).toEqual(settled(reservedOf(broken) as number, 1))
})

test("a connection that breaks after a refusal is not retried either", async () => {
  world.bedrock.script({ fault: "ThrottlingException" })
  const broken = await takeBroken({ deltas, fault: "no-head" }, backoffPatience)
  expectHonestEnd(broken, "failed", "", "model.timeout")
  expect(broken.calls).toHaveLength(2)
})

test("a model that sends no response head in time is aborted", async () => {
  const broken = await takeBroken({ deltas, startDelayMs: 5_000 })
  expectHonestEnd(broken, "failed", "", "model.timeout")
})

test("an answer without usage figures is complete and charged at its upper bound", async () => {
  const broken = await takeBroken({ deltas, fault: "no-metadata" })
  expectHonestEnd(broken, "complete", "one two three four")
  const cost = reservedOf(broken) as number
  expect(broken.money).toEqual(settled(cost, 1))
  expect(broken.stored.messages[1]).toMatchObject({ cost, estimated: true, usage: noUsage })
  expect(broken.heard.events.at(-1)).toMatchObject({ data: { cost: { usd: usdOf(cost), estimated: true }, usage: noUsage } })
})

test("missing usage figures delay the end only briefly", { timeout: 20_000 }, async () => {
  const broken = await takeBroken({ deltas, fault: "late-metadata" }, 60_000)
  expectHonestEnd(broken, "complete", "one two three four")
  expect(broken.money).toEqual(settled(reservedOf(broken) as number, 1))
})

test("a complete answer costs the reported usage, cached tokens at their own price", async () => {
  const usage = { inputTokens: 20, outputTokens: 4, cacheReadInputTokens: 30, cacheWriteInputTokens: 40 }
  const broken = await takeBroken({ deltas, usage })
  expectHonestEnd(broken, "complete", "one two three four")
  // Haiku 5.5 in nano-dollars per token: 100 for input, 500 for output, 10 for cache reads, 125 for cache writes.
  expect(broken.money).toEqual(settled(20 * 100 + 4 * 500 + 30 * 10 + 40 * 125, 1))
})

test("a turn that costs more than its reservation is charged in full, and logged without its text", async () => {
  const context = await world.context()
  const caller = newCaller()
  world.bedrock.script({ usage: { inputTokens: 5_000 } })
  const { answer } = await take(context, caller, ask("Count"))
  const [kept] = (await stored(context, caller)).turns
  const [cost, reserved] = [answer?.cost ?? 0, kept?.reserved.nanoDollars ?? 0]
  expect(cost).toBeGreaterThan(reserved)
  expect(await money(context, caller)).toEqual(settled(cost, 1))
  const usage = { inputTokens: 5_000, outputTokens: 4, cacheReadInputTokens: 0, cacheWriteInputTokens: 0 }
  expect(context.logged).toEqual([
    { message: "A turn cost more than its reservation", fields: { turnId: kept?.turnId, reserved, cost, usage } },
  ])
})

test.each([
  ["letters", "word ".repeat(2_000), 40],
  ["four bytes each", "😀".repeat(8_192), 15],
  ["control characters, which take six bytes of JSON each", "\u0001a".repeat(4_000), 20],
])("an answer of %s that outgrows a message is stopped at 350 KB of JSON and stored", async (_, delta, times) => {
  const context = await world.context()
  const caller = newCaller()
  world.bedrock.script({ deltas: Array.from({ length: times }, () => delta) })
  const { last, text, events, answer } = await take(context, caller, ask("Go on and on"))
  expect(last).toEqual({ event: "done", status: "stopped", length: text.length })
  expect(events.at(-1)).toMatchObject({ data: { stopReason: "size", reason: "size" } })
  const bytes = Buffer.byteLength(JSON.stringify([{ text }]))
  expect(bytes).toBeLessThanOrEqual(maxAnswerBytes)
  expect(bytes).toBeGreaterThan(maxAnswerBytes - 8)
  expect(delta.repeat(times).startsWith(text)).toBe(true)
  await world.bedrock.calls[0]?.ended
  expect(said(await stored(context, caller))).toEqual(["user Go on and on", `assistant stopped ${text}`])
  expect(answer).toMatchObject({ reason: "size", cost: (await money(context, caller)).visitor.committed })
})
