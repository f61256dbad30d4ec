import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { pipeline } from "node:stream"
import { refusalOf, refuse } from "../loopback.ts"
import { portError } from "../port.ts"

/**
 * Opens the database's known port for AWS clients and closes it to web pages. Embedded databases allow every origin (CORS `*`) and check no
 * signature: a page in the same browser could read and write the table. Port 0 picks a free port.
 * @throws PlainError if the port cannot be used
 */
export async function startGuardedPort(port: number, target: string) {
  const agent = new Agent({ keepAlive: true })
  const server = createServer((incoming, outgoing) => {
    const refusal = refusalOf(incoming, { pages: "none" })
    if (refusal) return refuse(outgoing, refusal)
    forward(incoming, outgoing, target, agent)
  })
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) => reject(portError(error, port, "DYNAMODB_PORT")))
    server.listen(port, "127.0.0.1", resolve)
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      agent.destroy()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function forward(incoming: IncomingMessage, outgoing: ServerResponse, target: string, agent: Agent) {
  const { method, url, headers } = incoming
  const passed = request(new URL(url ?? "/", target), { method, headers, agent }, (answer) => {
    const kept = Object.entries(answer.headers).filter(([name]) => !name.startsWith("access-control-"))
    outgoing.writeHead(answer.statusCode ?? 502, Object.fromEntries(kept))
    pipeline(answer, outgoing, () => {})
  })
  passed.on("error", () => outgoing.destroy())
  outgoing.on("close", () => passed.destroy())
  pipeline(incoming, passed, () => {})
}

/**
 * A loopback address that a web page cannot guess, for a server behind a guarded port. Linux routes all of 127.0.0.0/8 to loopback; other
 * systems only have 127.0.0.1.
 */
export function unguessableHost(): string {
  if (process.platform !== "linux") return "127.0.0.1"
  const [a = 0, b = 0, c = 0] = crypto.getRandomValues(new Uint8Array(3))
  return `127.${a}.${b}.${Math.min(Math.max(c, 2), 254)}`
}
