import { BedrockRuntimeClient } from "@aws-sdk/client-bedrock-runtime"
import { type FaultBedrock, startFaultBedrock } from "@parley/testing/bedrock/fault-bedrock.ts"
import type { Fault, Position } from "@parley/testing/bedrock/fault-bedrock-answer.ts"
import { NodeHttpHandler } from "@smithy/node-http-handler"
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest"
import { bedrockModel } from "../../src/model/call.ts"
import { ModelError } from "../../src/model/error.ts"
import { siteInstructions } from "../../src/model/system-prompt.ts"
import { model } from "../support/world.ts"

let bedrock: FaultBedrock
beforeAll(async () => {
  bedrock = await startFaultBedrock()
})
afterEach(() => bedrock.reset())
afterAll(() => bedrock.close())

const deltas = ["one", " two", " three", " four"]
const textBefore: Record<Position, string> = { "before-first-delta": "", middle: "one two", "before-stop": "one two three four" }

/** Calls the model as `generate` does, over HTTP/1.1 as shipped or with the SDK's default handler, which uses HTTP/2. */
async function call(protocol: "http1" | "http2", signal = new AbortController().signal, onText?: () => void) {
  const client = new BedrockRuntimeClient({
    region: "us-east-1",
    endpoint: bedrock.url,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    ...(protocol === "http1" && { requestHandler: new NodeHttpHandler() }),
  })
  const heard = { text: "", stopReason: undefined as string | undefined, error: undefined as unknown }
  const request = {
    model,
    instructions: siteInstructions,
    messages: [{ role: "user" as const, content: [{ text: "Hi" }] }],
    maxTokens: 100,
    cacheHistory: false,
  }
  try {
    for await (const event of bedrockModel(client, 400)(request, signal)) {
      if (event.type === "end") heard.stopReason = event.stopReason
      if (event.type !== "delta") continue
      heard.text += event.text
      onText?.()
    }
  } catch (error) {
    heard.error = error
  } finally {
    client.destroy()
  }
  return heard
}

describe.each(["http1", "http2"] as const)("over %s", (protocol) => {
  test("a complete answer ends normally", async () => {
    bedrock.script({ deltas })
    expect(await call(protocol)).toEqual({ text: "one two three four", stopReason: "end_turn", error: undefined })
    expect(bedrock.calls[0]?.protocol).toBe(protocol)
  })

  describe.each(Object.keys(textBefore) as Position[])(
    "an answer that ends early or is reset %s throws, even if the SDK does not",
    (at) => {
      test.each<Fault>(["clean-end", "tcp-reset", "rst-cancel", "rst-error", "goaway", "cut-frame", "corrupt-frame", "stall"])(
        "%s",
        async (fault) => {
          bedrock.script({ deltas, fault, at })
          const { text, stopReason, error } = await call(protocol)
          expect({ text, stopReason }).toEqual({ text: textBefore[at], stopReason: undefined })
          expect(error).toBeInstanceOf(ModelError)
          expect(error).toMatchObject({ code: fault === "stall" ? "model.timeout" : "model.failed", billed: true })
        },
      )
    },
  )

  test("an aborted call ends at once without an error, and the model is cancelled", async () => {
    const giveUp = new AbortController()
    bedrock.script({ deltas, fault: "stall", at: "middle" })
    const heard = await call(protocol, giveUp.signal, () => setTimeout(() => giveUp.abort(), 20))
    expect(heard).toEqual({ text: "one two", stopReason: undefined, error: undefined })
    await bedrock.calls[0]?.ended
    expect(bedrock.calls[0]).toMatchObject({ aborted: true, complete: false })
  })

  test("a break after the end loses the usage figures, not the answer", async () => {
    bedrock.script({ deltas, fault: "no-metadata" })
    expect(await call(protocol)).toEqual({ text: "one two three four", stopReason: "end_turn", error: undefined })
  })
})
