import { setTimeout as wait } from "node:timers/promises"
import { newTurnId } from "@parley/core/ids.ts"
import { type FaultBedrock, startFaultBedrock } from "@parley/testing/bedrock/fault-bedrock.ts"
import { tableItems } from "@parley/testing/dynamodb/table-items.ts"
import { startTestStage, type TestStage } from "@parley/testing/stage/test-stage.ts"
import { textOfEvents, type Visitor, visitorAt } from "@parley/testing/stage/visitor.ts"
import { afterAll, beforeAll, expect, test } from "vitest"

let bedrock: FaultBedrock
let stage: TestStage
beforeAll(async () => {
  bedrock = await startFaultBedrock()
  stage = await startTestStage({ bedrockUrl: bedrock.url })
})
afterAll(async () => {
  await stage?.stop()
  await bedrock?.close()
})

const deltas = Array.from({ length: 40 }, (_, n) => `word${n} `)
const whole = deltas.join("")

type Victim = { visitor: Visitor; turnId: string; conversationId: string; age: number }
type Opened = { turn?: unknown; messages: { role: string; status: string; content: { text: string }[] }[] }

/** Starts a turn and stops reading: its process will be killed before the end. */
async function startTurn(age: number): Promise<Victim> {
  const visitor = visitorAt(stage.url)
  const turnId = newTurnId()
  const headers = { accept: "text/event-stream" }
  const response = await visitor.request("POST", "/chat", { body: { turnId, content: [{ text: "Count" }] }, headers })
  const reader = response.body?.getReader()
  const first = new TextDecoder().decode((await reader?.read())?.value)
  reader?.read().catch(() => undefined)
  return { visitor, turnId, conversationId: /cnv_[0-9A-Z]{26}/.exec(first)?.[0] ?? "", age }
}

const open = async ({ visitor, conversationId }: Victim) => (await visitor.json<Opened>("GET", `/conversations/${conversationId}`)).body

/** The possible next actions of a client. Each must work alone. */
const recoveries: ((victim: Victim) => Promise<void>)[] = [
  async (victim) => {
    await expect.poll(async () => (await open(victim)).turn, { timeout: 25_000, interval: 500 }).toBeUndefined()
  },
  async ({ visitor, turnId }) => {
    const events = await visitor.chat({ turnId, content: [{ text: "Count" }] })
    expect(["done", "error"]).toContain(events.at(-1)?.event)
  },
  async ({ visitor, conversationId }) => {
    const next = async () => {
      const body = { conversationId, content: [{ text: "Next" }] }
      return (await visitor.request("POST", "/chat", { body })).status
    }
    await expect.poll(next, { timeout: 25_000, interval: 500 }).toBe(200)
  },
]

test("after the function's process is killed, every turn is read, repeated and followed, with the text of its last heartbeat", async () => {
  bedrock.otherwise(({ body }) => (body.messages.at(-1)?.content[0]?.text === "Next" ? {} : { deltas, delayMs: 100 }))
  // Turns of every age: before the first word, before the first heartbeat, after several.
  const ages = [0, 150, 300, 700, 1_000, 1_300, 1_800, 2_400, 3_000]
  const oldest = Math.max(...ages)
  const victims = await Promise.all(ages.map((age) => wait(oldest - age).then(() => startTurn(age))))
  await stage.killFunction("chat")
  bedrock.otherwise({ deltas: ["again"] })

  await Promise.all(victims.map((victim, n) => recoveries[n % recoveries.length]?.(victim)))
  for (const victim of victims) {
    const { messages, turn } = await open(victim)
    expect(turn).toBeUndefined()
    const [user, answer] = messages
    expect([user?.role, answer?.role]).toEqual(["user", "assistant"])
    const text = answer?.content[0]?.text ?? ""
    expect(["failed", "interrupted", "complete"]).toContain(answer?.status)
    if (answer?.status === "failed") expect(text).toBe("")
    if (answer?.status === "complete") expect(text).toBe("again")
    if (answer?.status === "interrupted") expect(whole.startsWith(text) && text.length > 0).toBe(true)
    // A heartbeat every second and a half: a turn killed well after the first one has kept its text.
    if (victim.age >= 2_400) expect(answer?.status).toBe("interrupted")
    const replayed = await victim.visitor.chat({ turnId: victim.turnId, content: [{ text: "Count" }] })
    if (text) expect(textOfEvents(replayed)).toBe(text)
  }
  for (const { committed, spent, pk } of await tableItems(stage.databaseUrl)) {
    if (committed !== undefined) expect({ pk, committed }).toEqual({ pk, committed: spent })
  }
}, 90_000)
