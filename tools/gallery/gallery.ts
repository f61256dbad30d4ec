import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { refusalOf, refuse } from "@parley/local/loopback.ts"
import type { Site } from "@parley/local/site/site.ts"
import { FakeApi } from "@parley/testing/site/fake-api.ts"
import { galleryPage, galleryScript } from "./page.ts"
import { type State, states } from "./states.ts"

type Stand = { name: string; state: State; url: string; reset(): void; stop(): Promise<void> }

/**
 * The site with a gallery of its states at `/gallery`: the page itself in one frame for each state, each from a port of its own with a
 * scripted API behind it. A reload of the gallery resets all of them.
 */
export async function withGallery(site: Site): Promise<Site> {
  const stands = await Promise.all(Object.entries(states).map(([name, state]) => openStand(site, name, state)))
  return {
    ...site,
    said: `${site.said}; its states are at /gallery`,
    serve(request, response, url) {
      if (url.pathname === "/gallery.js")
        return void response.setHeader("content-type", "text/javascript; charset=utf-8").end(galleryScript)
      if (url.pathname !== "/gallery") return site.serve(request, response, url)
      for (const stand of stands) stand.reset()
      serveGallery(response, stands)
    },
    async stop() {
      await Promise.all(stands.map((stand) => stand.stop()))
      await site.stop()
    },
  }
}

function serveGallery(response: ServerResponse, stands: Stand[]): void {
  response.setHeader("content-type", "text/html; charset=utf-8")
  response.setHeader("cache-control", "no-store")
  const frames = stands.map(({ url }) => new URL(url).origin).join(" ")
  response.setHeader("content-security-policy", `default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; frame-src ${frames}`)
  response.end(galleryPage(stands.map(({ name, url, state }) => ({ name, url, ...state }))))
}

async function openStand(site: Site, name: string, state: State): Promise<Stand> {
  let api = new FakeApi()
  const reset = () => {
    api = new FakeApi()
    state.script(api)
  }
  reset()
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const refusal = refusalOf(request, { pages: "local" })
    if (refusal) return refuse(response, refusal)
    const url = new URL(request.url ?? "/", "http://localhost")
    if (url.pathname.startsWith("/api/")) void api.handle(request, response, url)
    else site.serve(request, response, url)
  })
  server.on("upgrade", (request, socket, head) => {
    if (refusalOf(request, { pages: "local" }) || !site.upgrade) socket.destroy()
    else site.upgrade(request, socket, head)
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  return {
    name,
    state,
    url: `http://localhost:${(server.address() as AddressInfo).port}${state.path}`,
    reset,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
