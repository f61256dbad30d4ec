import { type SignInServer, startSignIn } from "@parley/local/sign-in/server.ts"
import { type FaultBedrock, startFaultBedrock } from "@parley/testing/bedrock/fault-bedrock.ts"
import { sharedBrowser } from "@parley/testing/site/browser.ts"
import { builtSite } from "@parley/testing/site/built-site.ts"
import { startTestStage, type TestStage } from "@parley/testing/stage/test-stage.ts"
import type { Browser, BrowserContext, Page, Request } from "playwright-core"
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest"
import { returnPage, takePage } from "./page-pool.ts"
import { openTab, openUrl, type WatchedPage } from "./pages.ts"

/**
 * The whole product for the tests of a file: the page, the real API, the provider of `npm start -- --sign-in`, and a model that the test
 * scripts. At the end of each test no page may have raised an error, violated the policy or requested another host.
 */
export function useSignedInStage(anonymous: "on" | "off", options: { refreshTokens?: boolean } = {}) {
  let browser: Browser
  let bedrock: FaultBedrock
  let issuer: SignInServer
  let stage: TestStage
  let opened: WatchedPage[] = []
  let asked: string[] = []
  beforeAll(async () => {
    bedrock = await startFaultBedrock()
    issuer = await startSignIn({ port: 0, ...options })
    const env = { ...issuer.settings, ANONYMOUS: anonymous }
    stage = await startTestStage({ siteFolder: await builtSite(), bedrockUrl: bedrock.url, env })
    issuer.serveSite(stage.url)
    browser = await sharedBrowser()
  })
  beforeEach(() => {
    bedrock.reset()
    opened = []
    asked = []
  })
  afterEach(async () => {
    const complaints = opened.flatMap((page) => page.complaints)
    for (const { page, unwatch } of opened) {
      unwatch()
      await returnPage(page, stage.url)
    }
    expect(complaints).toEqual([])
  })
  afterAll(async () => {
    await stage?.stop()
    await issuer?.stop()
    await bedrock?.close()
  })

  const watch = (watched: WatchedPage): Page => {
    const { page } = watched
    const requested = (request: Request) => asked.push(...askedOfProvider(request))
    page.on("request", requested)
    const unwatch = () => {
      page.off("request", requested)
      watched.unwatch()
    }
    opened.push({ ...watched, unwatch })
    return page
  }
  const askedOfProvider = (request: Request): string[] => {
    const url = new URL(request.url())
    if (url.origin !== issuer.issuer) return []
    if (url.pathname === "/auth") return [`auth ${url.searchParams.get("prompt") ?? "as needed"}`]
    if (url.pathname === "/token" && request.method() === "POST")
      return [`token ${new URLSearchParams(request.postData() ?? "").get("grant_type")}`]
    return url.pathname === "/session/end" ? ["session end"] : []
  }
  return {
    get bedrock() {
      return bedrock
    },
    get issuer() {
      return issuer
    },
    get stage() {
      return stage
    },
    /** The pages' requests to the provider since the last call. */
    takeAsked: () => asked.splice(0),
    visit: async (path = "/") => watch(await openUrl(await takePage(browser, stage.url), stage.url + path, [issuer.issuer])),
    openTab: async (context: BrowserContext, path = "/") => watch(await openTab(context, stage.url + path, [issuer.issuer])),
  }
}
