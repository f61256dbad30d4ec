import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { buffer } from "node:stream/consumers"
import { type FaultBedrock, startFaultBedrock } from "@parley/testing/bedrock/fault-bedrock.ts"
import { variants } from "@parley/testing/cases/test-set.ts"
import { startTestStage, type TestStage } from "@parley/testing/stage/test-stage.ts"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { verify } from "../verify/verify.ts"

let bedrock: FaultBedrock
let stage: TestStage
beforeAll(async () => {
  bedrock = await startFaultBedrock()
  bedrock.otherwise(({ body }) => {
    const isLong = body.messages.at(-1)?.content[0]?.text?.includes("600 words")
    return { deltas: Array.from({ length: isLong ? 120 : 10 }, (_, i) => `word ${i} `), delayMs: isLong ? 50 : 15 }
  })
  // All runs have the same address.
  const env = { TURNS_PER_MINUTE_ADDRESS: "0", REQUESTS_PER_MINUTE: "0" }
  stage = await startTestStage({ siteFolder: undefined, bedrockUrl: bedrock.url, env })
})
afterAll(async () => {
  await stage?.stop()
  await bedrock?.close()
})

const outcomes = async (url: string, token?: string) =>
  Object.fromEntries((await verify(url, token, () => {})).map(({ name, outcome }) => [name, outcome]))

test("every check passes against the local stage, and no conversation remains", async () => {
  const seen = await outcomes(stage.url)
  expect(seen).toEqual(Object.fromEntries(Object.keys(seen).map((name) => [name, "passed"])))
  expect(Object.keys(seen)).toHaveLength(14)
})

type Fault = {
  /** Changes the response's headers, or its whole body. */
  headers?: (headers: IncomingMessage["headers"], path: string) => void
  buffered?: boolean
  swallowed?: RegExp
  /** Changes the request's headers before they reach the site. */
  sent?: (headers: IncomingMessage["headers"]) => void
}

/** The stage behind an edge with one fault. */
async function startEdge(fault: Fault) {
  const server = createServer((incoming: IncomingMessage, outgoing: ServerResponse) => {
    const { method, url = "/" } = incoming
    if (fault.swallowed?.test(url)) return void outgoing.writeHead(202, { "content-type": "application/json" }).end('{"turnId":"x"}')
    const { host: _host, ...headers } = incoming.headers
    fault.sent?.(headers)
    const passed = request(new URL(url, stage.url.replace("localhost", "127.0.0.1")), { method, headers }, async (answer) => {
      fault.headers?.(answer.headers, url)
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      if (fault.buffered) outgoing.end(await buffer(answer))
      else answer.pipe(outgoing)
    })
    passed.on("error", () => outgoing.destroy())
    outgoing.on("close", () => passed.destroy())
    incoming.pipe(passed)
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

const onlyVisitor = "visitor=00000000000000000000000000000000000000000000"
const headerFaults: [string, NonNullable<Fault["headers"]>, string][] = [
  [
    "removes the page's content security policy",
    (headers, path) => path.startsWith("/api") || delete headers["content-security-policy"],
    "headers of the page",
  ],
  [
    "makes the API's answers cacheable",
    (headers, path) => path.startsWith("/api") && Object.assign(headers, { "cache-control": "max-age=60" }),
    "headers of the API",
  ],
  ["caches 404s", (headers, path) => path.includes("cnv_000") && Object.assign(headers, { age: "3" }), "errors are not cached"],
  ["allows every origin", (headers) => Object.assign(headers, { "access-control-allow-origin": "*" }), "other sites"],
]
const faults: [string, Fault, string[]][] = [
  [
    "has all faults of headers at once",
    { headers: (headers, path) => headerFaults.forEach(([, change]) => void change(headers, path)) },
    headerFaults.map(([, , check]) => check),
  ],
  ["buffers streams", { buffered: true }, ["a streamed turn"]],
  ["gives all visitors the same identity", { sent: (headers) => Object.assign(headers, { cookie: onlyVisitor }) }, ["other visitors"]],
  ["drops stop requests", { swallowed: /\/stop$/ }, ["stop"]],
  ...headerFaults.map(([name, headers, check]): [string, Fault, string[]] => [name, { headers }, [check]]),
]
/** Each fault of headers alone runs in `npm run test:all`. */
const usualFaults = faults.length - headerFaults.length

// Each run is a separate visitor and mostly waits, so all together take little longer than one.
describe("an edge that", () => {
  test.concurrent.each(variants(faults, usualFaults))(
    "%s is found",
    async (_name, fault, expected) => {
      const edge = await startEdge(fault)
      try {
        const seen = await outcomes(edge.url)
        expect(Object.keys(seen).filter((name) => seen[name] !== "passed")).toEqual(expect.arrayContaining(expected))
        for (const name of expected) expect(seen[name]).toBe("failed")
      } finally {
        edge.close()
      }
    },
    120_000,
  )
})

test("an address without a server has one failure", async () => {
  expect(await outcomes("http://localhost:9")).toEqual({ "the API answers": "failed" })
})

test("a site with required sign-in is checked only in part without a token", async () => {
  const closed = await startTestStage({ signIn: true, siteFolder: undefined, bedrockUrl: bedrock.url })
  const seen = await outcomes(closed.url)
  await closed.stop()
  expect(seen).toMatchObject({ "the page": "passed", "headers of the API": "passed", "a streamed turn": "not seen", stop: "not seen" })
  expect(Object.values(seen)).not.toContain("failed")
})
