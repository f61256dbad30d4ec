import { createServer as createHttp1, type IncomingMessage, type ServerResponse } from "node:http"
import { createServer as createHttp2, type Http2Session } from "node:http2"
import { type AddressInfo, createServer, type Socket } from "node:net"

export type Handle = (request: IncomingMessage, response: ServerResponse) => void

export type Listener = {
  url: string
  port: number
  /** The TCP connection below a request, also where HTTP/2 hides it. */
  connectionOf(request: IncomingMessage): Socket
  /** Cuts every connection, then frees the port. */
  close(): Promise<void>
}

/**
 * Listens on 127.0.0.1 for HTTP/2 without TLS (prior knowledge) and HTTP/1.1 on one port, told apart by the first bytes. The default client
 * of the AWS SDK speaks the former, everything else the latter. Port 0 takes any free one; a taken port rejects with EADDRINUSE.
 */
export async function listen(port: number, handle: Handle): Promise<Listener> {
  const connections = new Set<Socket>()
  const connectionOfSession = new WeakMap<Http2Session, Socket>()
  // Clients keep connections open; were the server's patience shorter than theirs, a request would now and then meet a closing one.
  const http1 = createHttp1({ keepAliveTimeout: 65_000 }, handle)
  // Node's HTTP/2 request and response have the members of HTTP/1 that a Handle uses; only their types are unrelated.
  const http2 = createHttp2((request, response) => handle(request as unknown as IncomingMessage, response as unknown as ServerResponse))
  const server = createServer({ noDelay: true }, (socket) => {
    connections.add(socket)
    socket.on("close", () => connections.delete(socket))
    socket.on("error", () => socket.destroy())
    void protocolOf(socket).then((protocol) => {
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
        for (const socket of connections) socket.destroy()
      }),
  }
}

/** Three bytes decide: the HTTP/2 preface is `PRI * HTTP/2.0`, and no method of HTTP/1.1 starts with PRI. They are put back unread. */
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
