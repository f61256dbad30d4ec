import { createAmazonBedrock } from "@ai-sdk/amazon-bedrock"
import { streamText } from "ai"
import type { Ask } from "./peer.ts"
import { credentials, endpoint, maxTokens, modelId, region } from "./settings.ts"

const bedrock = createAmazonBedrock({ region, ...credentials, baseURL: endpoint })

export const ask: Ask = async (prompt, onText) => {
  const { textStream } = streamText({ model: bedrock(modelId), prompt, maxOutputTokens: maxTokens })
  for await (const text of textStream) onText?.(text)
}
