import { BedrockRuntimeClient, ConverseStreamCommand } from "@aws-sdk/client-bedrock-runtime"
import { type FaultBedrock, startFaultBedrock } from "@parley/testing/bedrock/fault-bedrock.ts"
import { NodeHttpHandler } from "@smithy/node-http-handler"
import { afterAll, afterEach, beforeAll } from "vitest"
import type { ServerBlock } from "../../src/blocks/block.ts"
import { converseMessages, type PromptMessage } from "../../src/blocks/converse.ts"

const bytes = new Map([["fil_1", Uint8Array.from([1, 2, 3])]])

export const user = (...content: ServerBlock[]): PromptMessage => ({ role: "user", content })

/** The scriptable Bedrock and the SDK's client, for the tests of a file. */
export function useConverse() {
  let bedrock: FaultBedrock
  let client: BedrockRuntimeClient
  beforeAll(async () => {
    bedrock = await startFaultBedrock()
    client = new BedrockRuntimeClient({
      endpoint: bedrock.url,
      region: "us-east-1",
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
      requestHandler: new NodeHttpHandler(),
    })
  })
  afterEach(() => bedrock.reset())
  afterAll(async () => {
    client.destroy()
    await bedrock.close()
  })
  return {
    get bedrock() {
      return bedrock
    },
    /** Sends messages as Converse takes them. */
    send: (messages: PromptMessage[]) =>
      client.send(
        new ConverseStreamCommand({
          modelId: "m",
          messages: converseMessages(messages, (fileId) => bytes.get(fileId)),
          toolConfig: undefined,
        }),
      ),
  }
}
