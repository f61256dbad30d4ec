import { type ChildProcess, spawn } from "node:child_process"
import { mkdtemp, rm } from "node:fs/promises"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { variants } from "@parley/testing/cases/test-set.ts"
import { afterEach, beforeEach, expect, test } from "vitest"
import { resetDatabase } from "../src/database/database.ts"
import { signInClient } from "./support/sign-in-client.ts"

let dataDir: string
let child: ChildProcess | undefined
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "parley-start-test-"))
})
afterEach(async () => {
  if (child?.kill("SIGKILL")) await new Promise((resolve) => child?.once("exit", resolve))
  await resetDatabase(dataDir)
  await rm(dataDir, { recursive: true, force: true })
})

/** Runs `npm start` without npm. */
function run(args: string[], env: Record<string, string> = {}) {
  const file = fileURLToPath(new URL("../src/start.ts", import.meta.url))
  const ports = { PORT: "0", BEDROCK_PORT: "0", DYNAMODB_PORT: "0", OIDC_PORT: "0", DATA_DIR: dataDir, LOCAL_MODELS: "off" }
  const { PATH, NODE_COMPILE_CACHE } = process.env
  const started = spawn(process.execPath, [file, ...args], { env: { PATH, NODE_COMPILE_CACHE, ...ports, ...env } })
  child = started
  const said = { out: "", err: "" }
  started.stdout.on("data", (text: Buffer) => {
    said.out += text
  })
  started.stderr.on("data", (text: Buffer) => {
    said.err += text
  })
  const ended = new Promise<number | null>((resolve) => started.once("close", resolve))
  return { said, ended, kill: (signal: NodeJS.Signals) => started.kill(signal) }
}

const starts = [
  ["SIGINT", []],
  ["SIGTERM", ["--bundled", "--sign-in", "--reset", "--logs"]],
  ["SIGHUP", []],
] as const

test.each(variants(starts, 2))(
  "the stage starts, prints its URL, and exits cleanly on %s %j",
  async (signal, args) => {
    const { said, ended, kill } = run([...args])
    await expect.poll(() => said.out + said.err, { timeout: 100_000 }).toContain("Ctrl-C ends everything")
    const url = /http:\/\/localhost:\d+/.exec(said.out)?.[0] ?? ""
    expect(await (await fetch(`${url}/api/health`)).json()).toEqual({ status: "ok", version: expect.any(String) })
    expect(await (await fetch(url)).text()).toContain("<h1")
    const issuer = /one@example\.com.*\n +(http:\/\/localhost:\d+)/.exec(said.out)?.[1]
    expect(issuer !== undefined).toBe((args as readonly string[]).includes("--sign-in"))
    if (issuer) expect((await signInClient(issuer, url).signIn("two")).id_token).toMatch(/^ey/)
    kill(signal)
    expect(await ended).toBe(0)
    await expect(fetch(url)).rejects.toThrow()
    for (const part of said.out.matchAll(/http:\/\/127\.0\.0\.1:\d+/g)) await expect(fetch(part[0])).rejects.toThrow()
    const given: readonly string[] = args
    if (given.includes("--logs")) expect(said.err).toContain("/health")
    else expect(said.err).toBe("")
  },
  120_000,
)

test("--help prints the options and settings, and starts nothing", async () => {
  const { said, ended } = run(["--help"])
  expect(await ended).toBe(0)
  for (const word of ["--watch", "--reset", "--sign-in", "--logs", "PORT", "OIDC_PORT 4102", "DATA_DIR", "LOCAL_MODEL_URL", "BEDROCK=aws"])
    expect(said.out).toContain(word)
})

test.each([
  [["--prot"], {}, "Unknown option --prot: npm start -- --help lists the options.\n"],
  [[], { MAX_TOKENS: "many" }, "MAX_TOKENS must be a whole number from 1 to 8192.\n"],
  [
    ["--sign-in"],
    { OIDC_ISSUER: "https://id.example.com", OIDC_CLIENT_ID: "abc" },
    "--sign-in starts its own issuer. Omit it, or unset OIDC_ISSUER and OIDC_CLIENT_ID.\n",
  ],
  [
    ["--bundled"],
    { BEDROCK: "aws" },
    'Bundled functions take credentials from the environment only, as on Lambda. Set them first: eval "$(aws configure export-credentials --format env)"\n',
  ],
  [[], { PORT: "http" }, "PORT must be a port number from 0 to 65535, not http.\n"],
])("a mistake is reported in one sentence: %s %o", async (args, env, sentence) => {
  const { said, ended } = run(args, env)
  expect(await ended).toBe(1)
  expect(said).toEqual({ out: "", err: sentence })
})

test("a used port is reported in one sentence that names the setting", async () => {
  const other = createServer()
  const port = await new Promise<number>((resolve) => {
    other.listen(0, "127.0.0.1", () => resolve((other.address() as { port: number }).port))
  })
  const { said, ended } = run([], { PORT: String(port) })
  expect(await ended).toBe(1)
  other.close()
  expect(said).toEqual({ out: "", err: `Port ${port} is used by another program. Stop that program, or set PORT to another port.\n` })
})
