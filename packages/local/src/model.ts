import { builtInResponder } from "./bedrock/responders/built-in/responder.ts"
import { openaiResponder } from "./bedrock/responders/openai/responder.ts"
import { startBedrock } from "./bedrock/server.ts"
import type { LaunchSettings } from "./launch-settings.ts"
import { findModelServers } from "./model-servers/find.ts"
import { offerOf } from "./model-servers/offer.ts"
import { freePort } from "./port.ts"

export type Model = {
  /** The address where the functions call Bedrock; `undefined` is Amazon's own. */
  url: string | undefined
  /** The source of the answers, described for the start-up report. */
  said: string
  /** The same for the page, which suggests other questions if no model answers. */
  responder: "bedrock" | "local" | "documents"
  stop(): Promise<void>
}

/**
 * Starts the Bedrock-compatible endpoint, unless another endpoint or Amazon Bedrock replaces it. Without a configured model it looks for
 * model servers on this machine (their addresses are in `env`) and offers them in `said`. It never switches to one by itself.
 */
export async function startModel(settings: LaunchSettings, env: Record<string, string | undefined>): Promise<Model> {
  const { bedrockUrl, bedrockOnAws, modelUrl, region } = settings
  if (bedrockUrl) return { url: bedrockUrl, said: "external (AWS_ENDPOINT_URL_BEDROCK_RUNTIME)", responder: "local", stop: async () => {} }
  if (bedrockOnAws)
    return { url: undefined, said: `Amazon Bedrock in ${region}, billed to your AWS account`, responder: "bedrock", stop: async () => {} }
  const port = settings.bedrockPort
  if (port) await freePort(port, "BEDROCK_PORT")
  const responder = modelUrl ? openaiResponder({ url: modelUrl, modelName: settings.modelName }) : builtInResponder()
  const [{ url, close }, found] = await Promise.all([
    startBedrock({ port, responder }),
    modelUrl || !settings.findsModels ? [] : findModelServers(env),
  ])
  const said = modelUrl ? [`the model behind LOCAL_MODEL_URL (${modelUrl})`] : [builtIn, ...(found.length ? offerOf(found) : [howToGetOne])]
  return { url, said: said.join("\n"), responder: modelUrl ? "local" : "documents", stop: close }
}

const builtIn = "the built-in responder, no model: it quotes this repository's docs"
const howToGetOne = "for a real one set LOCAL_MODEL_URL=http://localhost:11434/v1 or BEDROCK=aws"
