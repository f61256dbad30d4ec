import { createServer as createHttp1, type IncomingMessage, type ServerResponse } from "node:http"
import { createServer as createHttp2, type Http2Session } from "node:http2"
import { type AddressInfo, createServer, type Socket } from "node:net"
import { refusalOf, refuse } from "../loopback.ts"

export type Handle = (request: IncomingMessage, response: ServerResponse) => void

export type Listener = {
  url: string
  port: number
  /** The TCP socket of a request, also for HTTP/2. */
  connectionOf(request: IncomingMessage): Socket
  /** Closes every connection, then frees the port. */
  close(): Promise<void>
}

type Timeouts = {
  /** Timeout for the first bytes of a connection, and for the headers of each request. */
  headMs: number
  /** Timeout for a whole request. */
  requestMs: number
  /** An HTTP/2 session without frames for this time accepts no new request; running requests continue. */
  idleSessionMs: number
}
const usualTimeouts: Timeouts = { headMs: 60_000, requestMs: 300_000, idleSessionMs: 120_000 }

/**
 * Listens on 127.0.0.1 for HTTP/2 without TLS (prior knowledge) and HTTP/1.1 on one port. The first bytes decide the protocol. The default
 * client of the AWS SDK uses HTTP/2, everything else HTTP/1.1. Requests from web pages and requests with a foreign Host are refused. Port 0
 * picks a free port; a used port rejects with EADDRINUSE.
 */
export async function listen(port: number, handle: Handle, timeouts: Partial<Timeouts> = {}): Promise<Listener> {
  const { headMs, requestMs, idleSessionMs } = { ...usualTimeouts, ...timeouts }
  const connections = new Set<Socket>()
  const connectionOfSession = new WeakMap<Http2Session, Socket>()
  const checked: Handle = (request, response) => {
    const refusal = refusalOf(request, { pages: "none" })
    if (refusal) return refuse(response, refusal)
    handle(request, response)
  }
  // Longer than the keep-alive of clients: with a shorter timeout, the server can close a connection while a request is on its way.
  const checking = { headersTimeout: headMs, requestTimeout: requestMs, connectionsCheckingInterval: Math.min(headMs, 30_000) }
  const http1 = createHttp1({ keepAliveTimeout: 65_000, ...checking }, checked)
  // Node starts to check these timeouts when a server listens, and this server does not: it receives its connections from another one.
  http1.emit("listening")
  // Node's HTTP/2 request and response have every HTTP/1 member that a Handle uses. Only their types are unrelated.
  const http2 = createHttp2((request, response) => checked(request as unknown as IncomingMessage, response as unknown as ServerResponse))
  http2.on("session", (session) => session.setTimeout(idleSessionMs, () => session.close()))
  const server = createServer({ noDelay: true }, (socket) => {
    connections.add(socket)
    socket.on("close", () => connections.delete(socket))
    socket.on("error", () => socket.destroy())
    socket.setTimeout(headMs, () => socket.destroy())
    void protocolOf(socket).then((protocol) => {
      socket.setTimeout(0)
      if (protocol === "http2") {
        http2.once("session", (session) => connectionOfSession.set(session, socket))
        http2.emit("connection", socket)
        return
      }
      http1.emit("connection", socket)
      socket.resume()
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject)
    server.listen(port, "127.0.0.1", resolve)
  })
  const { port: taken } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${taken}`,
    port: taken,
    connectionOf: (request) => {
      const session = "stream" in request ? (request.stream as { session?: Http2Session }).session : undefined
      return (session && connectionOfSession.get(session)) ?? request.socket
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        http1.close()
        for (const socket of connections) socket.destroy()
      }),
  }
}

/** Three bytes decide: the HTTP/2 preface is `PRI * HTTP/2.0`, and no method of HTTP/1.1 starts with PRI. The bytes are put back unread. */
function protocolOf(socket: Socket): Promise<"http1" | "http2"> {
  return new Promise((resolve) => {
    let seen = Buffer.alloc(0)
    const look = (chunk: Buffer) => {
      seen = Buffer.concat([seen, chunk])
      if (seen.length < 3 && "PRI".startsWith(seen.toString("latin1"))) return
      socket.off("data", look)
      socket.pause()
      socket.unshift(seen)
      resolve(seen.subarray(0, 3).toString("latin1") === "PRI" ? "http2" : "http1")
    }
    socket.on("data", look)
  })
}
