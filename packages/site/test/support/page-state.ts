import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { FakeApi } from "@parley/testing/site/fake-api.ts"
import { afterAll, afterEach, beforeAll, beforeEach, vi } from "vitest"

/** The page's state without its view, over HTTP in front of a scripted API. Modules that are imported inside a test are new in each. */
export function usePageState() {
  let api = new FakeApi()
  let url = ""
  const server = createServer((request, response) => {
    void api.handle(request, response, new URL(request.url ?? "/", "http://localhost"))
  })
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  beforeEach(() => {
    api = new FakeApi()
    vi.resetModules()
    const { fetch } = globalThis
    // What a browser has and Node has not: addresses of the own origin, and frames.
    vi.stubGlobal("fetch", (path: string, init: RequestInit) => fetch(url + path, init))
    vi.stubGlobal("requestAnimationFrame", (draw: () => void) => setTimeout(draw, 1))
    vi.stubGlobal("cancelAnimationFrame", clearTimeout)
  })
  afterEach(() => {
    vi.unstubAllGlobals()
  })
  afterAll(() => {
    server.close()
    server.closeAllConnections()
  })
  return {
    get api() {
      return api
    },
  }
}
