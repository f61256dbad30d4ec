import { createServer, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { type FaultBedrock, startFaultBedrock } from "@parley/testing/bedrock/fault-bedrock.ts"
import { tableItems } from "@parley/testing/dynamodb/table-items.ts"
import { launchBrowser } from "@parley/testing/site/browser.ts"
import { startTestStage, type TestStage } from "@parley/testing/stage/test-stage.ts"
import type { Browser, BrowserContext, Page, Request } from "playwright-core"
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest"

let browser: Browser
let bedrock: FaultBedrock
let stage: TestStage
let otherSite: Server
let context: BrowserContext
let turnId: string
let cookie: string | undefined
let stored: unknown
/** A browser with a visitor who has sent a message. */
beforeAll(async () => {
  bedrock = await startFaultBedrock()
  stage = await startTestStage({ bedrockUrl: bedrock.url })
  otherSite = createServer((_request, response) =>
    response.setHeader("content-type", "text/html").end("<!doctype html><p>Another site</p>"),
  )
  await new Promise<void>((resolve) => otherSite.listen(0, "127.0.0.1", resolve))
  browser = await launchBrowser()
  context = await browser.newContext()
  const own = await context.newPage()
  await own.goto(stage.url)
  turnId = await own.evaluate(async () => {
    await fetch("/api/config")
    const headers = { "content-type": "application/json" }
    const answer = await fetch("/api/chat", { method: "POST", headers, body: '{"content":[{"text":"Mine"}]}' })
    return (await answer.json()).turnId
  })
  cookie = (await context.cookies(stage.url))[0]?.value
  stored = await tableItems(stage.databaseUrl)
  bedrock.reset()
})
afterAll(async () => {
  await browser?.close()
  otherSite?.closeAllConnections()
  otherSite?.close()
  await stage?.stop()
  await bedrock?.close()
})

let page: Page
let sent: Request[]
async function openOtherSite(host: string) {
  page = await context.newPage()
  sent = []
  await page.goto(`http://${host}:${(otherSite.address() as AddressInfo).port}/`)
  page.on("request", (request) => sent.push(request))
}
// After each attempt: no model was called, nothing was stored, changed or deleted, and the visitor's cookie is the same.
afterEach(async () => {
  await page.close()
  expect(await context.cookies(stage.url)).toMatchObject([{ name: "visitor", value: cookie }])
  expect(bedrock.calls).toHaveLength(0)
  expect(await tableItems(stage.databaseUrl)).toEqual(stored)
})

const cookieOf = async (request: Request) => (await request.allHeaders()).cookie?.includes("visitor=") === true
const cookiesOfPosts = () => Promise.all(sent.filter((request) => request.method() === "POST").map(cookieOf))

async function submit(path: string, enctype: string): Promise<number> {
  const answered = page.waitForResponse((response) => response.url() === `${stage.url}/api${path}`)
  await page.evaluate(
    ({ action, enctype }) => {
      const form = Object.assign(document.createElement("form"), { method: "post", action, enctype })
      // As text/plain this is a JSON object.
      form.append(Object.assign(document.createElement("input"), { name: '{"content":[{"text":"Not mine', value: '"}]}' }))
      document.body.append(form)
      form.submit()
    },
    { action: `${stage.url}/api${path}`, enctype },
  )
  await page.waitForURL(`${stage.url}/api${path}`)
  return (await answered).status()
}

type Sent = { method?: string; mode?: "no-cors"; body?: string; headers?: Record<string, string> }
/** The result that a script gets: a status, an opaque response, or nothing. */
const fetched = (path: string, init: Sent) =>
  page.evaluate(
    ({ url, init }) =>
      fetch(url, { credentials: "include", ...init }).then(
        (answer) => `${answer.type} ${answer.status}`,
        () => "refused",
      ),
    { url: `${stage.url}/api${path}`, init },
  )
const question = '{"content":[{"text":"Not mine"}]}'
const json = { "content-type": "application/json" }
const enctypes = ["application/x-www-form-urlencoded", "multipart/form-data", "text/plain"]

// Another host name is another site; another port is another origin of the same site, to which browsers send cookies.
describe.each([
  ["another site", "127.0.0.1", false],
  ["another origin of the same site", "localhost", true],
] as const)("%s cannot act for a visitor", (_where, host, isSameSite) => {
  beforeEach(() => openOtherSite(host))

  test.each(enctypes)("with a form of type %s", async (enctype) => {
    expect(await submit("/chat", enctype)).toBe(415)
    expect(await cookiesOfPosts()).toEqual([isSameSite])
  })

  test("with a no-cors request as text, as a form, or as JSON, which no such request may say", async () => {
    for (const headers of [undefined, { "content-type": "application/x-www-form-urlencoded" }, json]) {
      const init: Sent = { method: "POST", mode: "no-cors", body: question, ...(headers && { headers }) }
      expect(await fetched("/chat", init)).toBe("opaque 0")
    }
    expect(sent.map((request) => request.headers()["content-type"])).not.toContain("application/json")
  })

  test("with a script that sends JSON", async () => {
    for (const [method, path, body] of [
      ["POST", "/chat", question],
      ["DELETE", "/conversations", undefined],
      ["PATCH", "/conversations/cnv_x", '{"title":"Not mine"}'],
    ] as const) {
      expect(await fetched(path, { method, headers: json, ...(body && { body }) }), method).toBe("refused")
    }
  })

  test("with a beacon", async () => {
    await page.evaluate(
      ({ url, question }) => {
        for (const type of ["text/plain", "application/json"]) navigator.sendBeacon(url, new Blob([question], { type }))
      },
      { url: `${stage.url}/api/chat`, question },
    )
    await expect.poll(() => sent.some((request) => request.method() === "POST")).toBe(true)
  })

  test("or read their data", async () => {
    expect(await fetched("/conversations", {})).toBe("refused")
    expect(await fetched("/conversations", { mode: "no-cors" })).toBe("opaque 0")
  })

  test("or change anything with a link, although it carries the cookie", async () => {
    await page.evaluate((url) => location.assign(url), `${stage.url}/api/conversations`)
    await page.getByText('"title":"Mine"').waitFor()
    expect(await cookieOf(sent.at(-1) as Request)).toBe(true)
  })
})

test("a form of another site cannot stop a turn: the browser withholds the SameSite cookie", async () => {
  await openOtherSite("127.0.0.1")
  expect(await submit(`/chat/${turnId}/stop`, "text/plain")).toBe(404)
  expect(await cookiesOfPosts()).toEqual([false])
})
