import { randomUUID } from "node:crypto"
import { createServer, type IncomingMessage, type ServerResponse, STATUS_CODES } from "node:http"
import type { AddressInfo } from "node:net"
import type { Duplex } from "node:stream"
import { apiHeaders } from "@parley/site/headers.ts"
import { isLoopback, refusalOf, refuse } from "./loopback.ts"
import { portError } from "./port.ts"
import type { Site } from "./site/site.ts"

type Gateway = (request: IncomingMessage, response: ServerResponse, url: URL) => Promise<void>

/**
 * The local equivalent of the distribution: `/api/*` goes to the API without that prefix and is never cached, everything else is the site.
 * Refuses requests with a Host other than this machine's, and requests from pages outside `allowedOrigins`.
 */
export async function startFrontServer(port: number, gateway: Gateway, site: Site, allowedOrigins: readonly string[] = []) {
  const server = createServer({ shouldUpgradeCallback: (request) => isLiveReload(request, site) }, answer)
  // RFC 9110 §10.1.1 allows a server to ignore an unknown expectation. Node would answer 417 without a body.
  server.on("checkExpectation", answer)
  server.on("upgrade", (request, socket, head) => {
    if (refusalOf(request, { pages: "local" })) return void socket.destroy()
    site.upgrade?.(request, socket, head)
  })
  server.on("clientError", answerUnreadable)

  function answer(request: IncomingMessage, response: ServerResponse) {
    const refusal = refusalOf(request, { pages: "local", origins: allowedOrigins })
    if (refusal) return refuse(response, refusal)
    const url = targetOf(request)
    if (url === "foreign") return refuse(response, { status: 421, detail: "This server is not a proxy. Request one of its own URLs." })
    if (!url) return refuse(response, { status: 400, detail: "The URL is not valid." })
    if (url.pathname !== "/api" && !url.pathname.startsWith("/api/")) return site.serve(request, response, url)
    for (const { name, value, httpsOnly } of apiHeaders) if (!httpsOnly) response.setHeader(name, value)
    url.pathname = url.pathname.slice("/api".length)
    void gateway(request, response, url)
  }

  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) => reject(portError(error, port, "PORT")))
    server.listen(port, "127.0.0.1", resolve)
  })
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

// Every other protocol that a client offers, such as h2c, is ignored: the answer uses HTTP/1.1 (RFC 9110 §7.8).
const isLiveReload = ({ headers }: IncomingMessage, site: Site): boolean =>
  site.upgrade !== undefined && headers.upgrade?.toLowerCase() === "websocket"

/** The URL of a request, from origin form (`/path`) or absolute form (`http://host/path`, RFC 9112 §3.2.2). */
function targetOf({ url = "" }: IncomingMessage): URL | "foreign" | undefined {
  const [path = ""] = url.split("?", 1)
  // Encoded dot segments would resolve to the path of another route.
  if (path.split("/").some((segment) => /%2e/i.test(segment) && /^(%2e|\.){1,2}$/i.test(segment))) return undefined
  if (url.startsWith("/")) return URL.parse(`http://localhost${url}`) ?? undefined
  const absolute = URL.parse(url)
  if (!absolute || !/^https?:$/.test(absolute.protocol)) return undefined
  return isLoopback(absolute.href) ? absolute : "foreign"
}

const statusOfParserError: Record<string, number> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
}

/** Answers bytes that are not HTTP with an error in the API's format. Node's own answer has no body. */
function answerUnreadable(error: NodeJS.ErrnoException, socket: Duplex) {
  if (!socket.writable || error.code === "ECONNRESET") return void socket.destroy()
  const status = statusOfParserError[error.code ?? ""] ?? 400
  const requestId = randomUUID()
  const title = STATUS_CODES[status] ?? "Bad Request"
  const body = JSON.stringify({
    type: "about:blank",
    title,
    status,
    detail: "The request is not valid HTTP.",
    code: "body.invalid",
    requestId,
  })
  const headers = [
    ...apiHeaders.filter(({ httpsOnly }) => !httpsOnly).map(({ name, value }) => `${name}: ${value}`),
    "content-type: application/problem+json",
    "cache-control: no-store",
    `x-request-id: ${requestId}`,
    `content-length: ${Buffer.byteLength(body)}`,
    "connection: close",
  ]
  socket.end(`HTTP/1.1 ${status} ${title}\r\n${headers.join("\r\n")}\r\n\r\n${body}`)
}
