import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { apiHeaders } from "@parley/site/headers.ts"
import { portError } from "./port.ts"
import type { Site } from "./site/site.ts"

type Gateway = (request: IncomingMessage, response: ServerResponse, url: URL) => Promise<void>

/** What the distribution does: `/api/*` goes to the API without that prefix and is never cached, everything else is the site. */
export async function startFrontServer(port: number, gateway: Gateway, site: Site) {
  const server = createServer((request, response) => {
    const url = URL.parse(`http://localhost${request.url}`)
    if (!url) return void response.writeHead(400).end()
    if (url.pathname !== "/api" && !url.pathname.startsWith("/api/")) return site.serve(request, response, url)
    for (const { name, value, httpsOnly } of apiHeaders) if (!httpsOnly) response.setHeader(name, value)
    url.pathname = url.pathname.slice("/api".length)
    void gateway(request, response, url)
  })
  server.on("upgrade", (request, socket, head) => (site.upgrade ? site.upgrade(request, socket, head) : socket.destroy()))
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
