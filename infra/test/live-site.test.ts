import { type ChildProcess, spawn } from "node:child_process"
import { createServer, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { relative } from "node:path"
import { setTimeout as wait } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import { afterAll, beforeAll, expect, test } from "vitest"
import { root } from "../../tools/synth/paths.ts"

// The page of `sst dev` in front of a server that echoes each request.
let api: Server
let astro: ChildProcess
let site: string

beforeAll(async () => {
  api = createServer(({ url, method, headers }, response) => response.end(JSON.stringify({ url, method, key: headers["x-api-key"] })))
  const apiPort = await listen(api)
  const probe = createServer()
  const port = await listen(probe)
  probe.close()
  site = `http://localhost:${port}`
  const env = {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    DEV_API_URL: `http://127.0.0.1:${apiPort}/my-stage/`,
    DEV_API_KEY: "secret",
  }
  const config = relative(`${root}/packages/site`, fileURLToPath(import.meta.resolve("../live-site.config.ts")))
  const args = ["dev", "--config", config, "--port", String(port)]
  astro = spawn(`${root}/node_modules/.bin/astro`, args, { cwd: `${root}/packages/site`, env, stdio: "ignore" })
  while (!(await fetch(site).catch(() => undefined))) {
    if (astro.exitCode !== null) throw new Error("astro dev ended")
    await wait(200)
  }
})

afterAll(() => {
  astro.kill()
  api.close()
})

test("the page's requests reach the stage's API with the key and without /api", async () => {
  const answer = await fetch(`${site}/api/conversations?limit=2`, { method: "DELETE" })
  expect(await answer.json()).toEqual({ url: "/my-stage/conversations?limit=2", method: "DELETE", key: "secret" })
})

test("the page does not contain the key", async () => {
  expect(await (await fetch(site)).text()).not.toContain("secret")
})

test.each(["/c/cnv_1", "/signed-in?code=1&state=2", "/signed-in"])("%s opens the page", async (path) => {
  const answer = await fetch(site + path)
  expect(answer.status).toBe(200)
  expect(await answer.text()).toContain("<title>")
})

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  return (server.address() as AddressInfo).port
}
