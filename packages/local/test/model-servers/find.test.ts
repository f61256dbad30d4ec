import { execFile } from "node:child_process"
import { promisify } from "node:util"
import { afterEach, describe, expect, test } from "vitest"
import { findModelServers } from "../../src/model-servers/find.ts"
import { offerOf } from "../../src/model-servers/offer.ts"
import { type Answers, startModelServer } from "../support/model-server.ts"

let stops: (() => Promise<void>)[] = []
afterEach(async () => {
  await Promise.all(stops.map((stop) => stop()))
  stops = []
})

/** Simulates a server on the port of one program. The other ports do not answer. */
async function pretend(program: "ollama" | "lmStudio" | "llamaCpp", answers: Answers, timeoutMs = 10_000) {
  const server = await startModelServer(answers)
  stops.push(server.close)
  const nobody = await startModelServer({})
  await nobody.close()
  const port = (name: string) => (name === program ? server.port : nobody.port)
  const found = await findModelServers(
    { OLLAMA_HOST: `127.0.0.1:${port("ollama")}`, LLAMA_ARG_PORT: String(port("llamaCpp")) },
    { lmStudioPort: port("lmStudio"), timeoutMs },
  )
  return { found, asked: server.asked, port: server.port }
}

const ollama: Answers = {
  "/api/version": { json: { version: "0.15.2" } },
  "/api/tags": { json: { models: [{ name: "qwen3:8b" }, { name: "gemma3:4b" }] } },
}

describe("a model server on this machine is found and offered:", () => {
  test("Ollama", async () => {
    const { found, asked, port } = await pretend("ollama", ollama)
    expect(found).toEqual([{ program: "Ollama", port, models: ["qwen3:8b", "gemma3:4b"] }])
    expect(asked).toEqual(["GET /api/version", "GET /api/tags"])
    expect(offerOf(found)).toEqual([
      `Ollama runs here with qwen3:8b, gemma3:4b; to use it, set LOCAL_MODEL_URL=http://127.0.0.1:${port}/v1 LOCAL_MODEL_NAME=qwen3:8b`,
    ])
  })

  test("LM Studio, without its embedding models", async () => {
    const models = [
      { type: "embedding", key: "nomic-embed" },
      { type: "llm", key: "openai/gpt-oss-20b", loaded_instances: [] },
    ]
    const { found, port } = await pretend("lmStudio", { "/api/v1/models": { json: { models } } })
    expect(found).toEqual([{ program: "LM Studio", port, models: ["openai/gpt-oss-20b"] }])
    expect(offerOf(found)).toEqual([
      `LM Studio runs here with openai/gpt-oss-20b; to use it, set LOCAL_MODEL_URL=http://127.0.0.1:${port}/v1`,
    ])
  })

  test("LM Studio before 0.4", async () => {
    const data = [
      { id: "granite-4", type: "llm", state: "not-loaded" },
      { id: "embed", type: "embeddings", state: "loaded" },
    ]
    const { found, port } = await pretend("lmStudio", { "/api/v0/models": { json: { data } } })
    expect(found).toEqual([{ program: "LM Studio", port, models: ["granite-4"] }])
  })

  test("LM Studio with an API token", async () => {
    const { found, port } = await pretend("lmStudio", { "/api/v1/models": { status: 401 } })
    expect(found).toEqual([{ program: "LM Studio", port, models: undefined }])
    expect(offerOf(found)).toEqual([
      `LM Studio runs on port ${port} and requires an API token, which Parley cannot send. Switch the token off to use this server`,
    ])
  })

  test("llama.cpp", async () => {
    const { found, port } = await pretend("llamaCpp", { "/v1/models": { json: { data: [{ id: "qwen3-4b.gguf", owned_by: "llamacpp" }] } } })
    expect(found).toEqual([{ program: "llama.cpp", port, models: ["qwen3-4b.gguf"] }])
  })

  test("Ollama without a model, which cannot answer yet", async () => {
    const { found, port } = await pretend("ollama", { ...ollama, "/api/tags": { json: { models: [] } } })
    expect(offerOf(found)).toEqual([`Ollama runs on port ${port} and has no model yet`])
  })

  test("with many models, of which the first three are named", () => {
    const models = ["a", "b", "c", "d", "e"]
    expect(offerOf([{ program: "Ollama", port: 11434, models }])[0]).toContain("runs here with a, b, c and 2 more;")
  })
})

describe("a server that is not a model server is not offered:", () => {
  const endless = async function* () {
    for (;;) yield "x".repeat(16_384)
  }
  const page = async function* () {
    yield "<html>"
  }
  const silent = async function* (): AsyncGenerator<string> {
    await new Promise((resolve) => setTimeout(resolve, 2_000).unref())
  }
  test.each<[string, "ollama" | "lmStudio" | "llamaCpp", Answers]>([
    ["another program on llama.cpp's port", "llamaCpp", { "/v1/models": { json: { data: [{ id: "gpt", owned_by: "somebody" }] } } }],
    ["a page on llama.cpp's port", "llamaCpp", { "/v1/models": { stream: page } }],
    ["a redirect", "ollama", { "/api/version": { status: 302 } }],
    ["an error", "ollama", { "/api/version": { status: 500 } }],
    ["an answer without an end", "ollama", { "/api/version": { stream: endless } }],
    ["no answer", "ollama", { "/api/version": { stream: silent } }],
  ])("%s", async (_name, program, answers) => {
    const from = performance.now()
    expect((await pretend(program, answers, 400)).found).toEqual([])
    expect(performance.now() - from).toBeLessThan(5_000)
  })

  test("a server on another machine, which OLLAMA_HOST may name, is not contacted", async () => {
    const nobody = await startModelServer({})
    await nobody.close()
    expect(
      await findModelServers({ OLLAMA_HOST: "192.0.2.1:11434", LLAMA_ARG_PORT: String(nobody.port) }, { lmStudioPort: nobody.port }),
    ).toEqual([])
  })
})

test("a proxy in the environment is bypassed for this machine", async () => {
  const server = await startModelServer(ollama)
  stops.push(server.close)
  const file = new URL("../../src/model-servers/find.ts", import.meta.url).href
  const script = `import(${JSON.stringify(file)}).then(async ({ findModelServers }) => console.log(JSON.stringify(await findModelServers(process.env, { lmStudioPort: 9, timeoutMs: 10_000 }))))`
  const env = { OLLAMA_HOST: `127.0.0.1:${server.port}`, LLAMA_ARG_PORT: "9", NODE_USE_ENV_PROXY: "1", HTTP_PROXY: "http://127.0.0.1:9" }
  const { stdout } = await promisify(execFile)(process.execPath, ["-e", script], { env: { PATH: process.env.PATH, ...env } })
  expect(JSON.parse(stdout)).toMatchObject([{ program: "Ollama", port: server.port }])
})
