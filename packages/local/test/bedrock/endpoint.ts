import { afterAll, beforeAll } from "vitest"
import type { Responder } from "../../src/bedrock/responder.ts"
import { builtInResponder } from "../../src/bedrock/responders/built-in/responder.ts"
import { type BedrockEndpoint, startBedrock } from "../../src/bedrock/server.ts"

export const credentials = { accessKeyId: "local", secretAccessKey: "local" }

export const models = {
  haiku: "us.anthropic.claude-haiku-5-5",
  sonnet: "eu.anthropic.claude-sonnet-5-5",
  opus: "us.anthropic.claude-opus-5-5",
  sonnet46: "global.anthropic.claude-sonnet-4-6",
  haiku45: "global.anthropic.claude-haiku-4-5-20251001-v1:0",
}

/** The members of an answer and of an error that tests check. */
type AnswerBody = {
  message: string
  output: { message: { content: { text?: string; reasoningContent?: { reasoningText: { text: string } } }[] } }
}

/** Runs an endpoint for the tests of a file. The default is the built-in responder without pauses. */
export function endpoint(responder: Responder = builtInResponder({ wordsPerSecond: Number.POSITIVE_INFINITY })) {
  let running: BedrockEndpoint | undefined
  beforeAll(async () => {
    running = await startBedrock({ port: 0, responder })
  })
  afterAll(() => running?.close())
  const url = () => running?.url ?? ""

  /** The status, the error's name and the body of one request. */
  async function post(path: string, body: unknown, headers: Record<string, string> = {}) {
    const response = await fetch(url() + path, { method: "POST", body: JSON.stringify(body), headers })
    return { status: response.status, name: response.headers.get("x-amzn-errortype"), body: (await response.json()) as AnswerBody }
  }
  return { url, post }
}
