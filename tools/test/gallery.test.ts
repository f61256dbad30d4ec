import { readdir, readFile } from "node:fs/promises"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { join } from "node:path"
import type { Site } from "@parley/local/site/site.ts"
import { createStaticSite } from "@parley/local/site/static-site.ts"
import { sharedBrowser } from "@parley/testing/site/browser.ts"
import { builtSite } from "@parley/testing/site/built-site.ts"
import type { Page } from "playwright-core"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { withGallery } from "../gallery/gallery.ts"
import { states } from "../gallery/states.ts"

let folder: string
let site: Site
let page: Page
let url: string
const server = createServer((request, response) => site.serve(request, response, new URL(request.url ?? "/", url)))

beforeAll(async () => {
  folder = await builtSite()
  page = await (await sharedBrowser()).newPage()
  site = await withGallery({ said: "the built site", serve: await createStaticSite(folder), stop: async () => {} })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  url = `http://localhost:${(server.address() as AddressInfo).port}`
})
afterAll(async () => {
  await page?.close()
  server.close()
  await site.stop()
})

const shown = {
  table: ".answer table",
  empty: ".welcome",
  streaming: ".answer:has-text('dew point')",
  stopped: ".answer .notice",
  error: ".answer .notice",
  failed: ".answer .notice",
  "sign-in": "button:has-text('Sign in')",
  gone: "h1:has-text('Chat not found'), h2:has-text('Chat not found')",
  phone: ".answer table",
}

describe("the gallery", () => {
  test("shows every state in a separate frame, under a strict content security policy", async () => {
    const answer = await fetch(`${url}/gallery`)
    const html = await answer.text()
    const frames = [...html.matchAll(/<iframe title="([^"]+)" src="([^"]+)"/g)]
    expect(frames.map(([, title]) => title)).toEqual(Object.values(states).map(({ title }) => title))
    expect(new Set(frames.map(([, , src]) => new URL(src ?? "").origin)).size).toBe(frames.length)
    expect(answer.headers.get("content-security-policy")).toMatch(/^default-src 'none'; /)
  })

  test.each(Object.entries(shown))("its frame %s shows the page in that state", async (name, selector) => {
    const gallery = await (await fetch(`${url}/gallery`)).text()
    const [, address = ""] = new RegExp(`<section id="${name}">\\n<h2><a href="([^"]+)"`).exec(gallery) ?? []
    await page.goto(address)
    await page.locator(selector).first().waitFor()
  })

  test("its ports refuse requests from other sites", async () => {
    const [, address = ""] = /<iframe title="[^"]+" src="([^"]+)"/.exec(await (await fetch(`${url}/gallery`)).text()) ?? []
    expect((await fetch(new URL("/api/config", address))).status).toBe(200)
    expect((await fetch(new URL("/api/config", address), { headers: { origin: "https://elsewhere.example" } })).status).toBe(403)
  })

  test("is not part of the built site", async () => {
    const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((file) => file.isFile())
    for (const { name, parentPath } of files) {
      expect(name).not.toMatch(/gallery/i)
      expect(await readFile(join(parentPath, name), "latin1"), name).not.toMatch(/\/gallery|States of the page/)
    }
  })
})
