import type { Writable } from "node:stream"
import type { APIGatewayProxyEvent, Context } from "aws-lambda"

export type ApiEvent = Pick<
  APIGatewayProxyEvent,
  "httpMethod" | "resource" | "headers" | "pathParameters" | "queryStringParameters" | "body" | "isBase64Encoded"
> & { requestContext: { requestId: string; identity: { sourceIp: string | null } } }

export type InvocationContext = Pick<Context, "getRemainingTimeInMillis">
export type StreamHandler = (event: ApiEvent, stream: Writable, context: InvocationContext) => Promise<void>

/** Starts an HTTP answer. Status and headers leave with the first write, so an empty one forces them out. */
export function startAnswer(stream: Writable, statusCode: number, headers: Record<string, string>): Writable {
  const answer = awslambda.HttpResponseStream.from(stream, { statusCode, headers })
  // Ignore a client that has left: the turn continues and is stored.
  answer.on("error", () => undefined)
  answer.write("")
  return answer
}
