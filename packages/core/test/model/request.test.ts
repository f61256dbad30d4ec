import { afterAll, beforeAll, expect, test } from "vitest"
import { promptTokenBound, requestCost } from "../../src/model/request.ts"
import { siteInstructions } from "../../src/model/system-prompt.ts"
import { stored } from "../support/stored.ts"
import { ask, newCaller, takeWell } from "../support/visitor.ts"
import { model, startWorld, type World } from "../support/world.ts"

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.close())

const tool = { name: "read_file", description: "Reads a file of this chat.", inputSchema: { type: "object", properties: {} } }
const size = { instructions: siteInstructions, contentTokens: 10, historyTokens: 0, maxTokens: 100 }

test("the bound of a request grows with its system prompt, its tools, its message and its history, each at least by their bytes", () => {
  const bound = promptTokenBound(size)
  expect(bound).toBeGreaterThan(Buffer.byteLength(siteInstructions.system) + 10)
  expect(promptTokenBound({ ...size, historyTokens: 7 })).toBe(bound + 7)
  expect(promptTokenBound({ ...size, contentTokens: 13 })).toBe(bound + 3)
  const longer = { ...siteInstructions, system: `${siteInstructions.system} Ünïcode` }
  expect(promptTokenBound({ ...size, instructions: longer })).toBe(bound + Buffer.byteLength(" Ünïcode"))
  const withTool = promptTokenBound({ ...size, instructions: { ...siteInstructions, tools: [tool] } })
  const withTwo = promptTokenBound({ ...size, instructions: { ...siteInstructions, tools: [tool, tool] } })
  expect(withTool - bound).toBeGreaterThan(Buffer.byteLength(JSON.stringify(tool)))
  expect(withTwo - withTool).toBe(Buffer.byteLength(JSON.stringify(tool)))
})

test("the system prompt, the tools and the limits of a request reach the model as they were reserved for", async () => {
  const instructions = { system: "Answer in one word.", tools: [tool] }
  const context = await world.context({ settings: { instructions } })
  const caller = newCaller()
  await takeWell(context, caller, ask("Hi"))
  expect(world.bedrock.calls.at(-1)?.body).toMatchObject({
    system: [{ text: instructions.system }],
    toolConfig: { tools: [{ toolSpec: { name: tool.name, description: tool.description, inputSchema: { json: tool.inputSchema } } }] },
    inferenceConfig: { maxTokens: context.settings.maxTokens },
  })
  const [turn] = (await stored(context, caller)).turns
  const sent = { instructions, contentTokens: 2, historyTokens: 0, maxTokens: context.settings.maxTokens }
  expect(turn?.reserved.nanoDollars).toBe(requestCost(model, sent))
})

test.each([
  ["none", 0, 1],
  ["a little", 60, 3],
  ["more than the site's limit", 1_000_000, 7],
])("a request names how much history it pays for: %s", async (_, historyTokens, messages) => {
  const context = await world.context({ settings: { contextTokens: 1_000 } })
  const caller = newCaller()
  let place = {}
  for (let turn = 0; turn < 3; turn++) {
    const { conversationId, turnId } = await takeWell(context, caller, ask(`Question ${turn}`, place))
    place = { conversationId, parentTurnId: turnId }
  }
  const { turnId } = await takeWell(context, caller, ask("Last", { ...place, historyTokens }))
  expect(world.bedrock.calls.at(-1)?.body.messages).toHaveLength(messages)
  const turn = (await stored(context, caller)).turns.find((one) => one.turnId === turnId)
  const paid = { instructions: siteInstructions, contentTokens: 4, historyTokens: Math.min(historyTokens, 1_000), maxTokens: 100 }
  expect(turn?.reserved.nanoDollars).toBe(requestCost(model, paid))
})
