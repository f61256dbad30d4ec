import type { Page } from "playwright-core"
import { afterAll, beforeAll, beforeEach, vi } from "vitest"
import { useSite } from "./site-page.ts"
import { TestIssuer } from "./test-issuer.ts"

/** `useSite` with an identity provider. The scripted API requires sign-in, unless a test makes it optional. */
export function useSignIn() {
  // Each redirect to the provider loads two pages, which takes a while on a busy machine.
  vi.setConfig({ testTimeout: 120_000 })
  let issuer: TestIssuer
  beforeAll(async () => {
    issuer = await TestIssuer.start()
  })
  const site = useSite(() => [issuer.url])
  beforeEach(() => {
    issuer.reset(site.server.url)
    site.api.signIn = { issuer: issuer.url, clientId: "parley", scope: "openid profile email", anonymous: false }
  })
  afterAll(() => issuer?.stop())
  return {
    site,
    get issuer() {
      return issuer
    },
    /** Opens the page and signs in as one of the accounts. */
    enter: async (account: "one" | "two" = "one", path = "/", options = {}): Promise<Page> => {
      const page = await site.visit(path, options)
      await page.getByRole("button", { name: "Sign in", exact: true }).first().click()
      await choose(page, account)
      return page
    },
  }
}

/** Chooses an account on the provider's page, and waits for the return to this one. */
export async function choose(page: Page, account: "one" | "two"): Promise<void> {
  await page.getByRole("button", { name: `${account}@example.com` }).click()
  await page.locator(".account-button").waitFor({ state: "attached" })
}

/**
 * Sets a signed-in page's clock forward, until its next document, once its first reads are complete: a token that expires during them is renewed by
 * a redirect of its own. Unlike `page.clock`, it leaves a page that the next test can use.
 */
export async function passTime(page: Page, ms: number): Promise<void> {
  await page.locator(".history :is(.history-row, .history-note)").first().waitFor({ state: "attached" })
  await page.evaluate((passed) => {
    const { now } = Date
    Date.now = () => now() + passed
  }, ms)
}
