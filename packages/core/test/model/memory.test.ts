import { setTimeout as wait } from "node:timers/promises"
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import { BedrockRuntimeClient } from "@aws-sdk/client-bedrock-runtime"
import { type FaultBedrock, startFaultBedrock } from "@parley/testing/bedrock/fault-bedrock.ts"
import type { Answer } from "@parley/testing/bedrock/fault-bedrock-answer.ts"
import { NodeHttpHandler } from "@smithy/node-http-handler"
import { afterAll, beforeAll, expect, test } from "vitest"
import { bedrockModel } from "../../src/model/call.ts"
import { siteInstructions } from "../../src/model/system-prompt.ts"
import { model } from "../support/world.ts"

let bedrock: FaultBedrock
let client: BedrockRuntimeClient
beforeAll(async () => {
  bedrock = await startFaultBedrock()
  const credentials = { accessKeyId: "test", secretAccessKey: "test" }
  client = new BedrockRuntimeClient({ region: "us-east-1", endpoint: bedrock.url, credentials, requestHandler: new NodeHttpHandler() })
})
afterAll(async () => {
  client.destroy()
  await bedrock.close()
})

setFlagsFromString("--expose-gc")
const collectGarbage: () => void = runInNewContext("gc")

/** Like a turn's caller: with its own signal that is never aborted. */
async function call(): Promise<void> {
  const request = {
    model,
    instructions: siteInstructions,
    messages: [{ role: "user" as const, content: [{ text: "Hi" }] }],
    maxTokens: 100,
    cacheHistory: false,
  }
  try {
    for await (const _ of bedrockModel(client)(request, new AbortController().signal));
  } catch {
    // A broken answer must leak as little as a complete one.
  }
}

/** Used memory after `count` calls and a garbage collection. */
async function heapAfter(count: number): Promise<number> {
  for (let n = 0; n < count; n += 10) {
    await Promise.all(Array.from({ length: 10 }, call))
    bedrock.calls.length = 0
  }
  await wait(100)
  collectGarbage()
  return process.memoryUsage().heapUsed
}

test.each<[string, Answer]>([
  ["is whole", { deltas: Array.from({ length: 30 }, () => "word ") }],
  ["breaks off", { fault: "clean-end" }],
  ["is refused", { fault: "AccessDeniedException" }],
])(
  "a call whose answer %s leaks nothing in the process",
  async (_, answer) => {
    bedrock.otherwise(answer)
    const before = await heapAfter(200)
    const calls = 200
    const left = (await heapAfter(calls)) - before
    expect(left / calls).toBeLessThan(4_000)
  },
  60_000,
)
