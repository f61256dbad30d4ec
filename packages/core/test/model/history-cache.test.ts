import { BedrockRuntimeClient } from "@aws-sdk/client-bedrock-runtime"
import { type BedrockEndpoint, startBedrock } from "@parley/local/bedrock/server.ts"
import { variants } from "@parley/testing/cases/test-set.ts"
import { afterAll, beforeAll, expect, test } from "vitest"
import type { Message } from "../../src/entities/message.ts"
import { bedrockModel } from "../../src/model/call.ts"
import { stored } from "../support/stored.ts"
import { ask, newCaller, takeWell } from "../support/visitor.ts"
import { startWorld, type World } from "../support/world.ts"

const turns = 60
const answerText = "Warm air rises, and where it cools below its dew point the vapour in it becomes cloud. ".repeat(4)

let world: World
let bedrock: BedrockEndpoint
let client: BedrockRuntimeClient
beforeAll(async () => {
  world = await startWorld()
  bedrock = await startBedrock({
    port: 0,
    responder: {
      countsTokens: false,
      async *answer() {
        yield answerText
      },
    },
  })
  client = new BedrockRuntimeClient({
    endpoint: bedrock.url,
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  })
})
afterAll(async () => {
  client.destroy()
  await Promise.all([bedrock.close(), world.close()])
})

/** The stored answers of a conversation of 60 turns with a model that caches its prompts as Bedrock does, oldest first. */
async function answersOf(contextTokens: number): Promise<Message[]> {
  const context = await world.context({ settings: { contextTokens, maxTokens: 1_000 }, direct: true })
  const withCache = { ...context, callModel: bedrockModel(client) }
  const caller = newCaller()
  let before: { conversationId: string; turnId: string } | undefined
  for (let turn = 0; turn < turns; turn++) {
    const place = before && { conversationId: before.conversationId, parentTurnId: before.turnId }
    before = await takeWell(withCache, caller, ask(`Question ${turn}: why do clouds form?`, place))
  }
  return (await stored(context, caller)).messages.filter(({ role }) => role === "assistant")
}
const cached = (answers: Message[]) => answers.reduce((sum, { usage }) => sum + (usage?.cacheReadInputTokens ?? 0), 0)
const asked = (answers: Message[]) => cached(answers) + answers.reduce((sum, { usage }) => sum + promptOf(usage), 0)
const promptOf = (usage: Message["usage"]) => (usage?.inputTokens ?? 0) + (usage?.cacheWriteInputTokens ?? 0)

const limits = [
  ["the tokens of the window", 2_000],
  ["the messages that are read", 100_000],
] as const

test.each(variants(limits))(
  "once %s are used up, the model still reads most of its prompts from its cache",
  async (_, contextTokens) => {
    const answers = await answersOf(contextTokens)
    expect(answers).toHaveLength(turns)
    const full = answers.slice(answers.findIndex(({ historyFrom }) => historyFrom !== undefined))
    expect(full.length).toBeGreaterThan(turns / 3)
    // The model's memory moves a few times, and not with every turn.
    expect(new Set(full.map(({ historyFrom }) => historyFrom)).size).toBeLessThan(full.length / 2)
    expect(cached(full)).toBeGreaterThan(0.6 * asked(full))
  },
  120_000,
)
