import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { afterEach, describe, expect, test } from "vitest"
import type { ResponderEnd, ResponderPiece } from "../../src/bedrock/responder.ts"
import { openaiResponder } from "../../src/bedrock/responders/openai/responder.ts"

type Seen = { path: string | undefined; body: unknown }

let server: Server | undefined
afterEach(() => {
  server?.closeAllConnections()
  server?.close()
})

/** An OpenAI-compatible server: lists one model and answers completions with the given function. */
async function serve(complete: (response: ServerResponse, request: IncomingMessage) => void): Promise<{ url: string; seen: Seen[] }> {
  const seen: Seen[] = []
  const started = createServer(async (request, response) => {
    let text = ""
    for await (const chunk of request) text += chunk
    seen.push({ path: request.url, body: text === "" ? undefined : JSON.parse(text) })
    if (request.url === "/v1/models") response.end(JSON.stringify({ data: [{ id: "first" }, { id: "second" }] }))
    else complete(response, request)
  })
  server = started
  await new Promise<void>((resolve) => started.listen(0, "127.0.0.1", resolve))
  return { url: `http://127.0.0.1:${(started.address() as AddressInfo).port}`, seen }
}

const data = (...chunks: unknown[]) =>
  chunks.map((chunk) => `data: ${typeof chunk === "string" ? chunk : JSON.stringify(chunk)}\n\n`).join("")
const delta = (content: string, finish_reason: string | null = null) => ({ choices: [{ delta: { content }, finish_reason }] })

async function ask(url: string, modelName?: string): Promise<(ResponderPiece | ResponderEnd)[]> {
  const { answer } = openaiResponder({ url, ...(modelName !== undefined && { modelName }) })
  const pieces: (ResponderPiece | ResponderEnd)[] = []
  const messages = [{ role: "user" as const, content: [{ kind: "text" as const, text: "Hi" }] }]
  for await (const piece of answer({ system: "Be brief", messages, modelId: "m", maxTokens: 50, signal: new AbortController().signal })) {
    pieces.push(piece)
  }
  return pieces
}

test("an answer is streamed chunk by chunk and ends with the server's own token count", async () => {
  const { url, seen } = await serve((response) => {
    const usage = { prompt_tokens: 30, completion_tokens: 2, prompt_tokens_details: { cached_tokens: 10 } }
    response.end(data(delta(""), delta("Grüße"), delta(" 👋", "stop"), { choices: [], usage }, "[DONE]"))
  })
  expect(await ask(url)).toEqual([
    "Grüße",
    " 👋",
    { stopReason: "end_turn", usage: { inputTokens: 20, outputTokens: 2, cacheReadInputTokens: 10 } },
  ])
  expect(seen).toEqual([
    { path: "/v1/models", body: undefined },
    {
      path: "/v1/chat/completions",
      body: {
        model: "first",
        messages: [
          { role: "system", content: "Be brief" },
          { role: "user", content: "Hi" },
        ],
        max_tokens: 50,
        stream: true,
        stream_options: { include_usage: true },
      },
    },
  ])
})

test("null values of a server are left out", async () => {
  const usage = { prompt_tokens: 30, completion_tokens: null, prompt_tokens_details: null }
  const { url } = await serve((response) => {
    const chunks = [
      { choices: null, usage: null, error: null },
      { choices: [{ delta: null, finish_reason: null }], usage: null },
      { choices: [{ delta: { content: null, tool_calls: null, reasoning_content: null }, finish_reason: null }] },
      { ...delta("Hi", "stop"), error: null },
      { choices: [], usage },
    ]
    response.end(data(...chunks, "[DONE]"))
  })
  expect(await ask(url)).toEqual(["Hi", { stopReason: "end_turn" }])
})

test.each([
  ["content_filter", "content_filtered"],
  ["tool_calls", "tool_use"],
  ["stop", "end_turn"],
])("%s is %s", async (finish, stopReason) => {
  const { url } = await serve((response) => response.end(data(delta("Hi", finish))))
  expect(await ask(url)).toEqual(["Hi", { stopReason }])
})

test("length becomes max_tokens; if a server does not count tokens, the endpoint estimates them", async () => {
  const { url } = await serve((response) => response.end(data(delta("cut", "length"))))
  expect(await ask(url, "mine")).toEqual(["cut", { stopReason: "max_tokens" }])
})

test.each(["", "/", "/v1", "/v1/"])("the URL may end in %j; a configured model needs no list", async (end) => {
  const { url, seen } = await serve((response) => response.end(data(delta("Hi", "stop"))))
  await ask(url + end, "mine")
  expect(seen.map(({ path }) => path)).toEqual(["/v1/chat/completions"])
  expect(seen[0]?.body).toMatchObject({ model: "mine" })
})

describe("failures get Bedrock's error names", () => {
  const answering = (status: number, body: string) => (response: ServerResponse) => response.writeHead(status).end(body)

  test("no server at the address", async () => {
    const { url } = await serve(() => undefined)
    server?.close()
    await new Promise((resolve) => server?.once("close", resolve))
    await expect(ask(url)).rejects.toMatchObject({
      name: "ServiceUnavailableException",
      message: `Nothing answers at ${url} (LOCAL_MODEL_URL). Is the model's server running?`,
    })
  })

  test.each<[string, (response: ServerResponse) => void, { name: string; message: string }]>([
    ["429", answering(429, "{}"), { name: "ThrottlingException", message: "The server at LOCAL_MODEL_URL has too many requests." }],
    [
      "404 with a reason",
      answering(404, '{"error":{"message":"model not found"}}'),
      { name: "ModelErrorException", message: "The server at LOCAL_MODEL_URL answered 404: model not found" },
    ],
    ["500", answering(500, "oops"), { name: "ModelErrorException", message: "The server at LOCAL_MODEL_URL answered 500" }],
    [
      "an HTML page instead of a stream",
      answering(200, "data: <html>\n\n"),
      { name: "ModelErrorException", message: "The server at LOCAL_MODEL_URL sent something that is no chat completion." },
    ],
    [
      "a stream that ends early",
      answering(200, data(delta("Hel"))),
      { name: "ModelErrorException", message: "The server at LOCAL_MODEL_URL ended before its answer did." },
    ],
    [
      "an error in the stream",
      answering(200, data(delta("Hel"), { error: { message: "x" } })),
      { name: "ModelErrorException", message: "The server at LOCAL_MODEL_URL failed in the middle of the answer." },
    ],
    [
      "a connection that breaks",
      (response) => {
        response.write(data(delta("Hel")))
        setTimeout(() => response.destroy(), 20)
      },
      { name: "ModelErrorException", message: "The server at LOCAL_MODEL_URL ended before its answer did." },
    ],
  ])("%s", async (_what, complete, error) => {
    const { url } = await serve(complete)
    await expect(ask(url, "mine")).rejects.toMatchObject(error)
  })

  test("a server without models requires a model name", async () => {
    const { url } = await serve(() => undefined)
    server?.removeAllListeners("request").on("request", (_request, response) => response.end('{"data":[]}'))
    await expect(ask(url)).rejects.toMatchObject({
      name: "ModelErrorException",
      message: "The server at LOCAL_MODEL_URL lists no model; set LOCAL_MODEL_NAME.",
    })
  })
})
