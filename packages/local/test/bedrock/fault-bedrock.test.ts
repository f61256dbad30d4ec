import { BedrockRuntimeClient, ConverseStreamCommand } from "@aws-sdk/client-bedrock-runtime"
import { type FaultBedrock, startFaultBedrock } from "@parley/testing/bedrock/fault-bedrock.ts"
import type { Answer, Fault, Position } from "@parley/testing/bedrock/fault-bedrock-answer.ts"
import { NodeHttpHandler } from "@smithy/node-http-handler"
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest"

let bedrock: FaultBedrock
beforeAll(async () => {
  bedrock = await startFaultBedrock()
})
afterEach(() => bedrock.reset())
afterAll(() => bedrock.close())

type Protocol = "http1" | "http2"

function client(protocol: Protocol): BedrockRuntimeClient {
  return new BedrockRuntimeClient({
    region: "us-east-1",
    endpoint: bedrock.url,
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    maxAttempts: 1,
    ...(protocol === "http1" ? { requestHandler: new NodeHttpHandler() } : {}),
  })
}

/** What a caller of the SDK sees: the text, the events after it, and the error of the loop or the call. */
async function ask(protocol: Protocol, abortSignal?: AbortSignal) {
  const sdk = client(protocol)
  const seen = { text: "", stopReason: undefined as string | undefined, outputTokens: undefined as number | undefined, error: "" }
  try {
    const command = new ConverseStreamCommand({
      modelId: "global.anthropic.claude-haiku-5-5",
      messages: [{ role: "user", content: [{ text: "Hi" }] }],
    })
    const { stream = [] } = await sdk.send(command, { abortSignal })
    for await (const event of stream) {
      seen.text += event.contentBlockDelta?.delta?.text ?? ""
      seen.stopReason ??= event.messageStop?.stopReason
      seen.outputTokens ??= event.metadata?.usage?.outputTokens
    }
  } catch (error) {
    seen.error = `${(error as Error).name}: ${(error as Error).message}`
  } finally {
    sdk.destroy()
  }
  return seen
}

const whole = { text: "one two three four", stopReason: "end_turn", outputTokens: 4, error: "" }
const deltas = ["one", " two", " three", " four"]
const textBefore: Record<Position, string> = { "before-first-delta": "", middle: "one two", "before-stop": "one two three four" }
const billedBefore: Record<Position, number> = { "before-first-delta": 0, middle: 2, "before-stop": 4 }
const positions = Object.keys(textBefore) as Position[]
const answer = (fault: Fault, at?: Position): Answer => ({ deltas, fault, at })

describe.each<Protocol>(["http1", "http2"])("over %s", (protocol) => {
  test("an answer without a fault arrives whole and is recorded", async () => {
    bedrock.script({ deltas, usage: { cacheReadInputTokens: 7 } })
    expect(await ask(protocol)).toEqual(whole)
    const { ended, ...call } = bedrock.calls[0] as (typeof bedrock.calls)[0]
    await ended
    expect(call).toMatchObject({
      modelId: "global.anthropic.claude-haiku-5-5",
      body: { messages: [{ role: "user", content: [{ text: "Hi" }] }] },
      protocol,
      aborted: false,
      complete: true,
      billed: { inputTokens: 20, outputTokens: 4, cacheReadInputTokens: 7, cacheWriteInputTokens: 0 },
    })
  })

  test.each<[Fault, number]>([
    ["ThrottlingException", 429],
    ["InternalServerException", 500],
    ["ServiceUnavailableException", 503],
    ["ModelErrorException", 424],
    ["ModelTimeoutException", 408],
    ["AccessDeniedException", 403],
  ])("%s before the body reaches the caller by its name and costs nothing", async (fault) => {
    bedrock.script(answer(fault))
    expect((await ask(protocol)).error).toBe(`${fault}: Scripted ${fault}.`)
    expect(bedrock.calls[0]).toMatchObject({ complete: false, billed: undefined })
  })

  describe.each(positions)("%s", (at) => {
    test.each<Fault>([
      "internalServerException",
      "modelStreamErrorException",
      "serviceUnavailableException",
      "throttlingException",
      "validationException",
    ])("the frame %s is thrown after the text so far", async (fault) => {
      bedrock.script(answer(fault, at))
      const name = fault.charAt(0).toUpperCase() + fault.slice(1)
      expect(await ask(protocol)).toMatchObject({ text: textBefore[at], stopReason: undefined, error: `${name}: Scripted ${fault}.` })
      expect(bedrock.calls[0]).toMatchObject({ complete: false, billed: { outputTokens: billedBefore[at] } })
    })

    test("a clean end without messageStop looks like success", async () => {
      bedrock.script(answer("clean-end", at))
      expect(await ask(protocol)).toEqual({ text: textBefore[at], stopReason: undefined, outputTokens: undefined, error: "" })
    })

    // Over HTTP/2 the SDK hides some broken connections; over HTTP/1.1 it reports them. A reset is reported only if the socket is read
    // after it.
    test.each<[Fault, RegExp]>([
      ["tcp-reset", /^$|ECONNRESET/],
      ["rst-cancel", /^$/],
      ["rst-error", /^Error: Stream closed with error code NGHTTP2_INTERNAL_ERROR$/],
      ["goaway", /^Error: Session closed with error code 11$/],
    ])("%s ends the answer without messageStop", async (fault, overHttp2) => {
      bedrock.script(answer(fault, at))
      const { text, stopReason, error } = await ask(protocol)
      expect({ text, stopReason }).toEqual({ text: textBefore[at], stopReason: undefined })
      expect(error).toMatch(protocol === "http1" ? /^Error: aborted$/ : overHttp2)
      expect(bedrock.calls[0]).toMatchObject({ complete: false, billed: { outputTokens: 4 } })
    })

    test.each<[Fault, RegExp]>([
      ["cut-frame", /Truncated event message/],
      ["corrupt-frame", /checksum/i],
    ])("%s is an error", async (fault, message) => {
      bedrock.script(answer(fault, at))
      const { text, stopReason, error } = await ask(protocol)
      expect({ text, stopReason }).toEqual({ text: textBefore[at], stopReason: undefined })
      expect(error).toMatch(message)
    })

    test("a stall lasts until the caller disconnects, and costs the whole answer", async () => {
      bedrock.script(answer("stall", at))
      const { text, stopReason } = await ask(protocol, AbortSignal.timeout(300))
      expect({ text, stopReason }).toEqual({ text: textBefore[at], stopReason: undefined })
      await bedrock.calls[0]?.ended
      expect(bedrock.calls[0]).toMatchObject({ aborted: true, complete: false, billed: { outputTokens: 4 } })
    })
  })

  test("an answer may lack its metadata", async () => {
    bedrock.script(answer("no-metadata"))
    expect(await ask(protocol)).toEqual({ ...whole, outputTokens: undefined })
  })

  test("a disconnect in the middle is recorded and costs the whole answer", async () => {
    const leaving = new AbortController()
    bedrock.script({ deltas, delayMs: 5, beforeDelta: (index) => (index === 2 ? leaving.abort() : undefined) })
    await ask(protocol, leaving.signal)
    await bedrock.calls[0]?.ended
    expect(bedrock.calls[0]).toMatchObject({ aborted: true, complete: false, billed: { outputTokens: 4 } })
  })

  test("answers are used in order, may be computed from the request, and fall back to a default", async () => {
    bedrock.script(answer("ThrottlingException"), ({ body }) => ({ deltas: ["You said ", body.messages[0]?.content[0]?.text ?? ""] }))
    bedrock.otherwise({ deltas: ["default"], startDelayMs: 5 })
    expect((await ask(protocol)).error).toContain("ThrottlingException")
    expect((await ask(protocol)).text).toBe("You said Hi")
    expect((await ask(protocol)).text).toBe("default")
    bedrock.reset()
    expect((await ask(protocol)).text).toBe("Hello from the model.")
    expect(bedrock.calls).toHaveLength(1)
  })
})
