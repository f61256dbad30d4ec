import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { FakeApi } from "@parley/testing/site/fake-api.ts"
import { afterAll, afterEach, beforeAll, beforeEach, vi } from "vitest"

/** The page's state without its view, connected to a scripted API over HTTP. Modules imported inside a test are fresh in each. */
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
    // Browser features that Node lacks: relative URLs and animation frames.
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
