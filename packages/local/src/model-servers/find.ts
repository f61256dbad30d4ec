import * as v from "valibot"
import { loopbackGet } from "./loopback-get.ts"

export type ModelServer = {
  program: "Ollama" | "LM Studio" | "llama.cpp"
  port: number
  /** Its models, by the names that LOCAL_MODEL_NAME accepts; `undefined` if the server lists them only to callers with a token. */
  models: string[] | undefined
}

type Environment = Record<string, string | undefined>
type Read = <Schema extends v.GenericSchema>(path: string, schema: Schema) => Promise<{ status?: number; output?: v.InferOutput<Schema> }>
type Probe = (read: Read) => Promise<string[] | "token needed" | undefined>

/**
 * Looks for Ollama, LM Studio and llama.cpp on this machine's loopback address, on their default ports or those of OLLAMA_HOST and
 * LLAMA_ARG_PORT. Only reads lists, which loads no model, and waits at most `timeoutMs` for each answer. The format of the answer
 * identifies the server.
 */
export async function findModelServers(env: Environment, { lmStudioPort = 1234, timeoutMs = 400 } = {}): Promise<ModelServer[]> {
  const probes: [ModelServer["program"], number | undefined, Probe][] = [
    ["Ollama", ollamaPort(env.OLLAMA_HOST), ollama],
    ["LM Studio", lmStudioPort, lmStudio],
    ["llama.cpp", Number(env.LLAMA_ARG_PORT) || 8080, llamaCpp],
  ]
  const found = await Promise.all(
    probes.map(async ([program, port, probe]): Promise<ModelServer[]> => {
      const models = port && (await probe(reader(port, timeoutMs)))
      if (!models) return []
      return [{ program, port, models: models === "token needed" ? undefined : models }]
    }),
  )
  return found.flat()
}

const defaultOllamaPort = 11434

/** OLLAMA_HOST is an address, a port or both, with or without a scheme. An address on another machine is ignored. */
function ollamaPort(host: string | undefined): number | undefined {
  if (!host) return defaultOllamaPort
  const written = /^[a-z]+:\/\//.test(host) ? host : `http://${host.startsWith(":") ? `127.0.0.1${host}` : host}`
  const url = URL.parse(written)
  if (!url || !["127.0.0.1", "localhost", "0.0.0.0", "[::1]", "[::]"].includes(url.hostname)) return undefined
  return Number(url.port) || defaultOllamaPort
}

const reader =
  (port: number, timeoutMs: number): Read =>
  async (path, schema) => {
    const answer = await loopbackGet(port, path, timeoutMs)
    const parsed = answer?.status === 200 ? v.safeParse(schema, answer.body) : undefined
    return { ...(answer && { status: answer.status }), ...(parsed?.success && { output: parsed.output }) }
  }

const ollama: Probe = async (read) => {
  const { output: version } = await read("/api/version", v.object({ version: v.string() }))
  if (!version) return undefined
  const { output: list } = await read("/api/tags", v.object({ models: v.array(v.object({ name: v.string() })) }))
  return list?.models.map(({ name }) => name)
}

const llm = v.picklist(["llm", "vlm"])

const lmStudio: Probe = async (read) => {
  const model = v.variant("type", [
    v.object({ type: llm, key: v.string(), loaded_instances: v.array(v.unknown()) }),
    v.object({ type: v.literal("embedding") }),
  ])
  const { status, output: list } = await read("/api/v1/models", v.object({ models: v.array(model) }))
  if (list) return list.models.flatMap((one) => ("key" in one ? [one.key] : []))
  if (status === 401) return "token needed"
  const older = v.object({ id: v.string(), type: v.string(), state: v.string() })
  const { output: earlier } = await read("/api/v0/models", v.object({ data: v.array(older) }))
  return earlier?.data.filter(({ type }) => type !== "embeddings").map(({ id }) => id)
}

const llamaCpp: Probe = async (read) => {
  const model = v.object({ id: v.string(), owned_by: v.literal("llamacpp") })
  const { output: list } = await read("/v1/models", v.object({ data: v.pipe(v.array(model), v.minLength(1)) }))
  return list?.data.map(({ id }) => id)
}
