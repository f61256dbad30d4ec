import { fileURLToPath } from "node:url"
import { DynamoDBClient } from "@aws-sdk/client-dynamodb"
import { createStore } from "@parley/core/entities/store.ts"
import { createTable } from "@parley/local/database/table.ts"
import { startTestDatabase } from "@parley/testing/dynamodb/test-database.ts"
import { type Bundles, bundlePeers, type PeerName } from "./bundles.ts"
import type { Cold } from "./cold-process.ts"
import { modelId, region } from "./peers/settings.ts"
import { Talker } from "./process.ts"

const table = "parley"
// No limit refuses a turn: the benchmark measures turns that run.
const plenty = "999999"

export type World = {
  bundles: Bundles
  env: Record<string, string>
  store: ReturnType<typeof createStore>
  databaseUrl: string
  /** A peer in a separate process, ready; it ends with the world, or when it is stopped. */
  start(peer: PeerName, env?: Record<string, string>): Promise<Talker>
  /** One answer of a fresh process, which may write a profile. */
  cold(peer: PeerName, env?: Record<string, string>, profile?: string): Promise<Cold>
  close(): Promise<void>
}

/** The shared processes of all peers: the endpoint, and for Parley a database in memory. */
export async function startWorld(): Promise<World> {
  const talkers: Talker[] = []
  const ends: (() => Promise<void>)[] = []
  const close = async () => {
    await Promise.all(talkers.splice(0).map((talker) => talker.stop()))
    for (const end of ends.splice(0).reverse()) await end()
  }
  const talk = (file: string, args: string[], env: Record<string, string>) => {
    const talker = new Talker(file, args, env)
    talkers.push(talker)
    return talker
  }
  try {
    const bundles = await bundlePeers()
    ends.push(bundles.remove)
    const database = await startTestDatabase()
    ends.push(database.stop)
    const client = new DynamoDBClient({ endpoint: database.url, region, credentials: { accessKeyId: "local", secretAccessKey: "local" } })
    ends.push(async () => client.destroy())
    await createTable(client, table)
    const endpointUrl = await talk(fileURLToPath(import.meta.resolve("./endpoint-process.ts")), [], {}).hear<string>()
    const env = {
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: "local",
      AWS_SECRET_ACCESS_KEY: "local",
      AWS_ENDPOINT_URL_BEDROCK_RUNTIME: endpointUrl,
      AWS_ENDPOINT_URL_DYNAMODB: database.url,
      TABLE_NAME: table,
      STAGE: "bench",
      MODEL_ID: modelId,
      BUDGET_VISITOR_DAILY_USD: plenty,
      BUDGET_ADDRESS_DAILY_USD: plenty,
      BUDGET_STAGE_DAILY_USD: plenty,
      TURNS_PER_VISITOR_DAILY: "1000000",
      REQUESTS_PER_MINUTE: "0",
      TURNS_PER_MINUTE_VISITOR: "1000000",
      TURNS_PER_MINUTE_ADDRESS: "1000000",
      CHAT_BUNDLE: bundles.chat,
      CONVERSATIONS_BUNDLE: bundles.conversations,
    }
    return {
      bundles,
      env,
      store: createStore(client, table),
      databaseUrl: database.url,
      async start(peer, more = {}) {
        const talker = talk(bundles.harnesses["peer-process"], [bundles.peers[peer]], { ...env, ...more })
        await talker.hear()
        return talker
      },
      async cold(peer, more = {}, profile = undefined) {
        const args = [bundles.peers[peer], ...(profile === undefined ? [] : [profile])]
        const talker = new Talker(bundles.harnesses["cold-process"], args, { ...env, ...more })
        const cold = await talker.hear<Cold>()
        // It exits by itself, and writes its compile cache first.
        await talker.gone()
        return cold
      },
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}
