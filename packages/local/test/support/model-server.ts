import { createServer } from "node:http"
import type { AddressInfo } from "node:net"

/** The response of a fake server to a path: JSON with status 200, a status alone, or raw bytes. */
export type Answers = Record<string, { json: unknown } | { status: number } | { stream: () => AsyncIterable<string> }>

/** A loopback server with fixed responses that records its requests. */
export async function startModelServer(answers: Answers): Promise<{ port: number; asked: string[]; close(): Promise<void> }> {
  const asked: string[] = []
  const server = createServer(async (request, response) => {
    asked.push(`${request.method} ${request.url}`)
    const answer = answers[request.url ?? ""] ?? { status: 404 }
    if ("status" in answer) return response.writeHead(answer.status, { location: "http://127.0.0.1:9/" }).end()
    if ("json" in answer) return response.end(JSON.stringify(answer.json))
    response.on("error", () => undefined)
    for await (const piece of answer.stream()) if (!response.write(piece)) break
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  return {
    port: (server.address() as AddressInfo).port,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
