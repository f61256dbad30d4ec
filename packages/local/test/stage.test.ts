import { spawn } from "node:child_process"
import { mkdtemp, rm } from "node:fs/promises"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { fixtureFunctions, fixtureSite, startTestStage } from "@parley/testing/stage/test-stage.ts"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { resetDatabase } from "../src/database/database.ts"
import { startLocalStage } from "../src/stage.ts"
import { hasItem, storeItem } from "./support/items.ts"
import { signInClient } from "./support/sign-in-client.ts"

let dataDir: string
const kills: (() => Promise<void>)[] = []
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "parley-stage-test-"))
})
afterEach(async () => {
  for (const kill of kills.splice(0)) await kill()
  await resetDatabase(dataDir)
  await rm(dataDir, { recursive: true, force: true })
})

const start = (env: Record<string, string> = {}, reset = false, signIn = false) =>
  startLocalStage({
    env: { PORT: "0", BEDROCK_PORT: "0", DYNAMODB_PORT: "0", OIDC_PORT: "0", DATA_DIR: dataDir, ...env },
    folder: dataDir,
    reset,
    signIn,
    say: () => {},
    functions: fixtureFunctions(),
    siteFolder: fixtureSite,
  })

/** Starts a stage from a separate process, which can be killed. */
async function launch(env: Record<string, string> = {}) {
  const file = fileURLToPath(new URL("./fixtures/launch.ts", import.meta.url))
  const ports = { PORT: "0", BEDROCK_PORT: "0", DYNAMODB_PORT: "0" }
  const child = spawn(process.execPath, [file], {
    env: { PATH: process.env.PATH, NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE, DATA_DIR: dataDir, ...ports, ...env },
    stdio: ["ignore", "pipe", "inherit"],
  })
  const exited = new Promise((resolve) => child.once("exit", resolve))
  const kill = async () => {
    child.kill("SIGKILL")
    await exited
  }
  kills.push(kill)
  const line = await new Promise<string>((resolve) => child.stdout.once("data", (text: Buffer) => resolve(text.toString())))
  return { ...(JSON.parse(line) as { url: string; databaseUrl: string }), kill }
}

const answers = (url: string) =>
  fetch(url).then(
    () => true,
    () => false,
  )

const environmentOf = async (url: string) =>
  (await (await fetch(`${url}/api/chat`, { method: "POST", body: '{"do":"environment"}' })).json()) as Record<string, string>
const policyOf = async (url: string) => (await fetch(url)).headers.get("content-security-policy")

describe("the stage's life cycle", () => {
  test("once the site answers, every part does; after the stop none does; sign-in is off by default", async () => {
    const stage = await start()
    expect([stage.issuer, stage.parts.signIn]).toEqual([undefined, undefined])
    expect(await environmentOf(stage.url)).not.toHaveProperty("OIDC_ISSUER")
    expect(await policyOf(stage.url)).toContain("; connect-src 'self'; ")
    expect((await fetch(`${stage.url}/api/health`)).status).toBe(200)
    const parts = [stage.url, stage.databaseUrl, stage.bedrockUrl ?? ""]
    expect(await Promise.all(parts.map(answers))).toEqual([true, true, true])
    await stage.stop()
    expect(await Promise.all(parts.map(answers))).toEqual([false, false, false])
  })

  test("a second start keeps the data of the first, and a start with reset deletes it", async () => {
    const first = await start()
    await storeItem(first.databaseUrl)
    await first.stop()
    const second = await start()
    expect(await hasItem(second.databaseUrl)).toBe(true)
    await second.stop()
    const third = await start({}, true)
    expect(await hasItem(third.databaseUrl)).toBe(false)
    await third.stop()
  })

  test("after its launcher was killed, its functions exit, and the stage starts on the same data and ends the orphaned database", async () => {
    const first = await launch()
    await storeItem(first.databaseUrl)
    const pid = Number(await (await fetch(`${first.url}/api/health`)).text())
    await first.kill()
    await expect.poll(() => isRunning(pid), { timeout: 10_000 }).toBe(false)
    const port = new URL(first.databaseUrl).port
    const second = await start({ DYNAMODB_PORT: port })
    expect(second.databaseUrl).toBe(first.databaseUrl)
    expect(await hasItem(second.databaseUrl)).toBe(true)
    await second.stop()
  })

  test("two stages cannot share one data folder", async () => {
    await launch()
    await expect(start()).rejects.toThrow(
      /^Another Parley \(process \d+\) uses the same data\. Stop it, or set DATA_DIR to another folder\.$/,
    )
  })
})

const isRunning = (pid: number) => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

describe("a failed start reports one sentence and leaves nothing behind:", () => {
  test.each(["PORT", "BEDROCK_PORT", "DYNAMODB_PORT", "OIDC_PORT"])("a used %s", async (setting) => {
    const other = createServer()
    const port = await new Promise<number>((resolve) => {
      other.listen(0, "127.0.0.1", () => resolve((other.address() as { port: number }).port))
    })
    await expect(start({ [setting]: String(port) }, false, true)).rejects.toThrow(
      `Port ${port} is used by another program. Stop that program, or set ${setting} to another port.`,
    )
    other.close()
    await (await start()).stop()
  })

  test.each([
    ["PORT", "abc", "PORT must be a port number from 0 to 65535, not abc."],
    ["OIDC_PORT", "-1", "OIDC_PORT must be a port number from 0 to 65535, not -1."],
    ["DYNAMODB_PORT", "70000", "DYNAMODB_PORT must be a port number from 0 to 65535, not 70000."],
    ["BEDROCK", "azure", "BEDROCK must be aws, or not set for the embedded endpoint."],
    ["LOCAL_MODEL_URL", "localhost:1", "LOCAL_MODEL_URL must be an http:// or https:// address, not localhost:1."],
    ["MAX_TOKENS", "0", "MAX_TOKENS must be a whole number from 1 to 8192."],
  ])("%s=%s", async (name, value, sentence) => {
    await expect(start({ [name]: value })).rejects.toThrow(sentence)
  })

  test("an external database that does not answer", async () => {
    await expect(start({ AWS_ENDPOINT_URL_DYNAMODB: "http://127.0.0.1:9" })).rejects.toThrow(
      /^AWS_ENDPOINT_URL_DYNAMODB is http:\/\/127\.0\.0\.1:9, and the table could not be created there: /,
    )
  })

  test("a function that cannot be loaded", async () => {
    const missing = { file: join(dataDir, "missing.ts"), timeoutSeconds: 1 }
    const functions = { chat: missing, conversations: missing }
    await expect(startTestStage({ functions })).rejects.toThrow(/^The function (chat|conversations) could not be loaded/)
  })
})

describe("signing in", () => {
  test("the functions trust the provider that starts with the stage, and the page may call it", async () => {
    const stage = await start({ ANONYMOUS: "on" }, false, true)
    const { issuer = "", url } = stage
    expect(await environmentOf(url)).toMatchObject({ OIDC_ISSUER: issuer, OIDC_CLIENT_ID: "parley", ANONYMOUS: "on" })
    expect(await policyOf(url)).toContain(`; connect-src 'self' ${issuer}; `)
    expect(await (await fetch(`${issuer}/.well-known/openid-configuration`)).json()).toMatchObject({ issuer })
    const { id_token } = await signInClient(issuer, url).signIn("one")
    expect(id_token).toMatch(/^ey/)
    expect(stage.parts.signIn).toBe("one@example.com (in the group staff) or two@example.com, without a password")
    await stage.stop()
    expect(await answers(issuer)).toBe(false)
  })

  test("an external issuer is passed to the functions unchanged", async () => {
    const own = { OIDC_ISSUER: "https://id.example.com/pool", OIDC_CLIENT_ID: "abc", OIDC_ORIGINS: "https://tokens.example.com" }
    const stage = await start(own)
    expect([stage.issuer, stage.parts.signIn]).toEqual([own.OIDC_ISSUER, "by your issuer (OIDC_ISSUER)"])
    expect(await environmentOf(stage.url)).toMatchObject(own)
    expect(await policyOf(stage.url)).toContain("; connect-src 'self' https://id.example.com https://tokens.example.com; ")
    await stage.stop()
  })

  test.each<Record<string, string>>([{ OIDC_ISSUER: "https://id.example.com", OIDC_CLIENT_ID: "abc" }, { OIDC_CLIENT_ID: "abc" }])(
    "two issuers at once are refused: %o",
    async (own) => {
      await expect(start(own, false, true)).rejects.toThrow(
        "--sign-in starts its own issuer. Omit it, or unset OIDC_ISSUER and OIDC_CLIENT_ID.",
      )
    },
  )
})

describe("external endpoints", () => {
  test("replace the embedded database and endpoint, which do not start", async () => {
    const other = await start()
    const own = { AWS_ENDPOINT_URL_DYNAMODB: other.databaseUrl, AWS_ENDPOINT_URL_BEDROCK_RUNTIME: other.bedrockUrl ?? "" }
    const second = await start(own)
    expect([second.databaseUrl, second.bedrockUrl]).toEqual([other.databaseUrl, other.bedrockUrl])
    const answer = await fetch(`${second.url}/api/chat`, { method: "POST", body: '{"do":"environment"}' })
    expect(await answer.json()).toMatchObject(own)
    await second.stop()
    expect(await answers(other.databaseUrl)).toBe(true)
    await other.stop()
  })
})
