import { BedrockRuntimeClient } from "@aws-sdk/client-bedrock-runtime"
import { DynamoDBClient } from "@aws-sdk/client-dynamodb"
import { createStore } from "@parley/core/entities/store.ts"
import { bedrockModel } from "@parley/core/model/call.ts"
import { ModelRetryStrategy } from "@parley/core/model/retries.ts"
import { NodeHttpHandler } from "@smithy/node-http-handler"
import { logError } from "./log.ts"
import { noteTurn } from "./request-record.ts"
import type { Services } from "./services.ts"
import { parseSettings } from "./settings.ts"
import { issuerKeys } from "./sign-in/issuer.ts"

// One set of clients per process. Only their endpoints, from the environment, differ between a laptop and the cloud.
const maxSockets = 512
const idleConnectionMs = 20_000

const settings = parseSettings(process.env)
/** The issuer's keys for ID tokens, on a site with sign-in. */
export const issuersKeys = settings.signIn && issuerKeys(settings.signIn.issuer)
// DynamoDB answers within milliseconds or not at all: three short tries, and then a 503 that people do not wait long for.
const dynamo = new DynamoDBClient({
  maxAttempts: 3,
  requestHandler: new NodeHttpHandler({
    connectionTimeout: 1_000,
    requestTimeout: 3_000,
    // Without it the handler only warns, and a call that is never answered lasts as long as the function.
    throwOnRequestTimeout: true,
    httpsAgent: { maxSockets },
    httpAgent: { maxSockets },
  }),
})

withoutLog(dynamo)

export const services: Services = {
  store: createStore(dynamo, process.env.TABLE_NAME ?? ""),
  settings,
  now: Date.now,
  log: logError,
  turnEnded: noteTurn,
  stage: process.env.STAGE ?? "local",
  responder: process.env.RESPONDER ?? "bedrock",
  version: process.env.SERVICE_VERSION ?? "0.0.0",
}

/**
 * HTTP/1.1 with kept connections: the SDK's default opens a new HTTP/2 session with a new TLS handshake for every streaming call. The SDK
 * repeats a call that Bedrock refused with an HTTP status; it is the only layer that repeats calls.
 */
export function connectModel() {
  const bedrock = new BedrockRuntimeClient({
    retryStrategy: new ModelRetryStrategy(),
    requestHandler: new NodeHttpHandler({
      connectionTimeout: 3_000,
      // A call on a connection that Bedrock has closed would fail without a retry: close idle connections first.
      httpsAgent: { maxSockets, timeout: idleConnectionMs },
      httpAgent: { maxSockets, timeout: idleConnectionMs },
    }),
  })
  withoutLog(bedrock)
  return bedrockModel(bedrock)
}

/**
 * The SDK prepares a log line for every call, with a copy of request and response, for a logger that does nothing unless one is set. None may be
 * set here: the lines would contain what people write.
 */
function withoutLog({ middlewareStack }: { middlewareStack: { remove(name: string): boolean } }): void {
  if (!middlewareStack.remove("loggerMiddleware")) throw new Error("The SDK's log has another name now.")
}
