import { createServer, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { tableItems } from "@parley/testing/dynamodb/table-items.ts"
import { launchBrowser } from "@parley/testing/site/browser.ts"
import { startTestStage, type TestStage } from "@parley/testing/stage/test-stage.ts"
import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"

let stage: TestStage
let foreignSite: Server
let browser: Browser
let page: Page
let items: unknown
/** A page of another site, open in the same browser as Parley on this machine. */
beforeAll(async () => {
  stage = await startTestStage()
  foreignSite = createServer((_request, response) => response.setHeader("content-type", "text/html").end("<!doctype html><p>Foreign</p>"))
  await new Promise<void>((resolve) => foreignSite.listen(0, "127.0.0.1", resolve))
  browser = await launchBrowser(["--host-resolver-rules=MAP *.example 127.0.0.1"])
  const json = { "content-type": "application/json" }
  await fetch(`${stage.url}/api/chat`, { method: "POST", headers: json, body: '{"content":[{"text":"Mine"}]}' })
  items = await tableItems(stage.databaseUrl)
  page = await browser.newPage()
  await page.goto(`http://evil.example:${(foreignSite.address() as AddressInfo).port}/`)
})
afterAll(async () => {
  await browser?.close()
  foreignSite?.close()
  await stage?.stop()
})

type Sent = { method: string; headers: Record<string, string>; body: string }
const fetchFromPage = (url: string, init: Sent) =>
  page.evaluate(
    ([address, sent]) =>
      fetch(address, sent).then(
        async (answer) => `${answer.status} ${(await answer.text()).slice(0, 80)}`,
        () => "refused",
      ),
    [url, init] as const,
  )

const dynamo = (operation: string, body: object): Sent => ({
  method: "POST",
  headers: {
    "content-type": "application/x-amz-json-1.0",
    "x-amz-target": `DynamoDB_20120810.${operation}`,
    authorization: "AWS4-HMAC-SHA256 Credential=x/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=00",
  },
  body: JSON.stringify(body),
})

test("a page of another origin can neither read nor change the local table", async () => {
  expect(await fetchFromPage(stage.databaseUrl, dynamo("Scan", { TableName: "parley" }))).toBe("refused")
  expect(await fetchFromPage(stage.databaseUrl, dynamo("DeleteTable", { TableName: "parley" }))).toBe("refused")
  expect(await tableItems(stage.databaseUrl)).toEqual(items)
})

test("a page of another origin cannot call the model, not even with text/plain", async () => {
  const url = `${stage.bedrockUrl}/model/global.anthropic.claude-haiku-5-5/converse`
  const body = '{"messages":[{"role":"user","content":[{"text":"Hi"}]}]}'
  for (const type of ["application/json", "text/plain"])
    expect(await fetchFromPage(url, { method: "POST", headers: { "content-type": type }, body })).toBe("refused")
})

test("a foreign host name that resolves to this machine is rejected", async () => {
  for (const url of [stage.url, stage.databaseUrl, stage.bedrockUrl ?? ""]) {
    const rebound = await browser.newPage()
    const answer = await rebound.goto(`http://rebound.example:${new URL(url).port}/`)
    expect(answer?.status()).toBe(421)
    await rebound.close()
  }
})
