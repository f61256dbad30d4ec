import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { siteHeaders } from "@parley/site/headers.ts"
import { fixtureFunctions, fixtureSite, startTestStage, type TestStage } from "@parley/testing/stage/test-stage.ts"
import { afterAll, beforeAll, expect, test } from "vitest"
import { createStaticSite } from "../../src/site/static-site.ts"

let stage: TestStage
beforeAll(async () => {
  stage = await startTestStage({ functions: fixtureFunctions() })
})
afterAll(() => stage.stop())

const get = (path: string, init?: RequestInit) => fetch(`${stage.url}${path}`, init)

test.each(["/", "/index.html", "/c/cnv_01J", "/c/cnv_01J?x=1", "/anything/else"])("%s serves the page", async (path) => {
  const answer = await get(path)
  expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"])
  expect(answer.headers.get("cache-control")).toBe("no-cache")
  expect(await answer.text()).toContain("<h1>The page</h1>")
})

test("an asset has its content type and is cached for good", async () => {
  const answer = await get("/_astro/app.abc123.js")
  expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "text/javascript; charset=utf-8"])
  expect(answer.headers.get("cache-control")).toBe("public, max-age=31536000, immutable")
})

test("text is compressed for clients that accept it, as in the distribution", async () => {
  const plain = await get("/_astro/long.def456.js", { headers: { "accept-encoding": "identity" } })
  const gzipped = await get("/_astro/long.def456.js", { headers: { "accept-encoding": "gzip, br" } })
  expect([plain.headers.get("content-encoding"), gzipped.headers.get("content-encoding")]).toEqual([null, "gzip"])
  expect(gzipped.headers.get("vary")).toBe("accept-encoding")
  expect(await gzipped.text()).toBe(await plain.text())
})

test("an unchanged file is not sent again", async () => {
  const etag = (await get("/")).headers.get("etag") ?? ""
  const answer = await get("/", { headers: { "if-none-match": etag } })
  expect([answer.status, await answer.text()]).toEqual([304, ""])
})

test.each(["/_astro/gone.js", "/favicon.ico", "/..%2f..%2fpackage.json", "//elsewhere/app.js", "/%E0%A4%A.js", "/apiary.txt"])(
  "%s gets 404",
  async (path) => {
    const answer = await get(path)
    expect([answer.status, answer.headers.get("cache-control")]).toEqual([404, "no-store"])
  },
)

test("HEAD returns only the headers", async () => {
  const answer = await get("/", { method: "HEAD" })
  expect([answer.status, answer.headers.get("content-type"), await answer.text()]).toEqual([200, "text/html; charset=utf-8", ""])
})

test("the site accepts only GET and HEAD", async () => {
  expect((await get("/", { method: "POST", body: "x" })).status).toBe(405)
})

test.each(["/", "/_astro/app.abc123.js", "/_astro/gone.js"])(
  "%s carries the site's security headers, except those for HTTPS",
  async (path) => {
    const { headers } = await get(path)
    for (const { name, value, httpsOnly } of siteHeaders()) expect([name, headers.get(name)]).toEqual([name, httpsOnly ? null : value])
  },
)

test("with sign-in the page may call the identity provider", async () => {
  const serve = await createStaticSite(fixtureSite, ["https://id.example.com"])
  const server = createServer((request, response) => serve(request, response, new URL(request.url ?? "/", "http://localhost")))
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
  expect(answer.headers.get("content-security-policy")).toContain("; connect-src 'self' https://id.example.com; ")
  server.close()
})
