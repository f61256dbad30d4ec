import { createServer } from "node:http"
import type { AddressInfo } from "node:net"

export type Completion = { model: string; messages: object[]; [field: string]: unknown }

/** An OpenAI-compatible server that answers every completion with the given chunks and records the requests. */
export async function startOpenaiServer(): Promise<{
  url: string
  asked: Completion[]
  answer(...chunks: object[]): void
  close(): Promise<void>
}> {
  const asked: Completion[] = []
  let chunks: object[] = []
  const server = createServer(async (request, response) => {
    let text = ""
    for await (const piece of request) text += piece
    asked.push(JSON.parse(text))
    response.end(`${chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`).join("")}data: [DONE]\n\n`)
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    answer: (...given) => {
      chunks = given
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
