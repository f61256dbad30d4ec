import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"

/** The runtime interface client's result of one invocation, as sent on the wire. */
export type RuntimeResponse = {
  /** `response` for an answer, `error` for an invocation reported as failed. */
  kind: "response" | "error"
  headers: IncomingHttpHeaders
  bytes: Buffer
  trailers: Record<string, string | undefined>
}

export type RuntimeApi = {
  /** Host and port, in the format of AWS_LAMBDA_RUNTIME_API. */
  address: string
  /** Passes an event to the next polling client and waits for its answer. */
  invoke(event: unknown): Promise<RuntimeResponse>
  close(): Promise<void>
}

const invocationPath = /^\/2018-06-01\/runtime\/invocation\/([^/]+)\/(response|error)$/

/** Lambda's Runtime API (version 2018-06-01), limited to a client with response streaming: one invocation at a time. */
export async function startRuntimeApi(timeoutSeconds: number): Promise<RuntimeApi> {
  const events: { id: string; event: unknown }[] = []
  const waiting: ServerResponse[] = []
  const answers = new Map<string, PromiseWithResolvers<RuntimeResponse>>()
  let lastId = 0

  function handOut(): void {
    for (;;) {
      const [client] = waiting
      const [next] = events
      if (!client || !next) return
      waiting.shift()
      events.shift()
      client.writeHead(200, {
        "content-type": "application/json",
        "lambda-runtime-aws-request-id": next.id,
        "lambda-runtime-deadline-ms": String(Date.now() + timeoutSeconds * 1_000),
        "lambda-runtime-invoked-function-arn": "arn:aws:lambda:us-east-1:000000000000:function:test",
        "lambda-runtime-trace-id": "Root=1-00000000-000000000000000000000000;Parent=0000000000000000;Sampled=0",
      })
      client.end(JSON.stringify(next.event))
    }
  }

  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method === "GET" && request.url === "/2018-06-01/runtime/invocation/next") {
      waiting.push(response)
      return handOut()
    }
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const [, id = "", kind] = invocationPath.exec(request.url ?? "") ?? []
    const bytes = Buffer.concat(chunks)
    response.writeHead(202, { "content-type": "application/json" }).end('{"status":"OK"}')
    if (kind) answers.get(id)?.resolve({ kind: kind as "response" | "error", headers: request.headers, bytes, trailers: request.trailers })
    else for (const answer of answers.values()) answer.reject(new Error(`${request.method} ${request.url}: ${bytes}`))
  }

  const server = createServer((request, response) => void take(request, response).catch(() => request.socket.destroy()))
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    async invoke(event) {
      lastId += 1
      const id = `00000000-0000-4000-8000-${String(lastId).padStart(12, "0")}`
      const answer = Promise.withResolvers<RuntimeResponse>()
      answers.set(id, answer)
      events.push({ id, event })
      handOut()
      return answer.promise.finally(() => answers.delete(id))
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
