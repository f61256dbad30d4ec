import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { createStaticSite } from "@parley/local/site/static-site.ts"
import { builtSite } from "./built-site.ts"
import { FakeApi } from "./fake-api.ts"

export type SiteServer = { url: string; api: FakeApi; reset: () => FakeApi; stop: () => Promise<void> }

/** The built site with its real headers, in front of a scripted API. `reset` installs a fresh API for the next test. */
export async function startSiteServer(signInOrigins: string[] = []): Promise<SiteServer> {
  const serve = await createStaticSite(await builtSite(), signInOrigins)
  let api = new FakeApi()
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://localhost")
    if (url.pathname.startsWith("/api/")) void api.handle(request, response, url)
    else serve(request, response, url)
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get api() {
      return api
    },
    reset: () => {
      api = new FakeApi()
      return api
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
