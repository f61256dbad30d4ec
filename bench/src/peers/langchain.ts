import { ChatBedrockConverse } from "@langchain/aws"
import type { Ask } from "./peer.ts"
import { credentials, endpoint, maxTokens, modelId, region } from "./settings.ts"

const model = new ChatBedrockConverse({ model: modelId, region, credentials, maxTokens, endpointHost: endpoint.replace("http://", "") })
// Its option accepts only a host name, for TLS.
Object.assign(model.client.config, { endpoint: async () => asEndpoint(new URL(endpoint)), tls: false })

const asEndpoint = ({ hostname, port, protocol }: URL) => ({ hostname, port: Number(port), protocol, path: "/" })

export const ask: Ask = async (prompt, onText) => {
  for await (const { text } of await model.stream(prompt)) if (text) onText?.(text)
}
