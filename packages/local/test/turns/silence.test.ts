import { type FaultBedrock, startFaultBedrock } from "@parley/testing/bedrock/fault-bedrock.ts"
import { startTestStage, type TestStage } from "@parley/testing/stage/test-stage.ts"
import { visitorAt } from "@parley/testing/stage/visitor.ts"
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

test("a stream with a silent model sends a comment every ten seconds and ends in a timeout", async () => {
  bedrock.script({ deltas: ["one "], fault: "stall", at: "before-stop" })
  const body = { content: [{ text: "Count" }] }
  const response = await visitorAt(stage.url).request("POST", "/chat", { body, headers: { accept: "text/event-stream" } })
  const text = await response.text()
  expect(text.match(/^: ping$/gm)?.length).toBeGreaterThanOrEqual(1)
  expect(text).toMatch(/event: error\ndata: .*"model\.timeout".*"interrupted".*\n\n$/)
}, 60_000)
