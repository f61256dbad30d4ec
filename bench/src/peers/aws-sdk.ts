import { BedrockRuntimeClient, ConverseStreamCommand } from "@aws-sdk/client-bedrock-runtime"
import type { Ask } from "./peer.ts"
import { maxTokens, modelId, region } from "./settings.ts"

const client = new BedrockRuntimeClient({ region })

export const ask: Ask = async (prompt, onText) => {
  const messages = [{ role: "user" as const, content: [{ text: prompt }] }]
  const { stream } = await client.send(new ConverseStreamCommand({ modelId, messages, inferenceConfig: { maxTokens } }))
  for await (const event of stream ?? []) {
    const text = event.contentBlockDelta?.delta?.text
    if (text) onText?.(text)
  }
}
