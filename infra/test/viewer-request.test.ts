import { spawnSync } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { runInNewContext } from "node:vm"
import { describe, expect, test } from "vitest"
import { type ViewerRequestEvent, viewerRequestCode } from "../edge/viewer-request.ts"

type Engine = (events: ViewerRequestEvent[]) => ViewerRequestEvent["request"][]

const uris = {
  "/api/chat": "/chat",
  "/api/conversations/cnv_1/export": "/conversations/cnv_1/export",
  "/api/": "/",
  "/api": "/",
  "/api/api/chat": "/api/chat",
  "/apis/chat": "/apis/chat",
}
const addresses = {
  "203.0.113.7": "203.0.113.7",
  "2001:db8:1:2:3:4:5:6": "2001:db8:1:2::/64",
  "2001:db8:1:2::6": "2001:db8:1:2::/64",
  "2001:0db8:0001:0002:ffff::": "2001:db8:1:2::/64",
  "2001:db8::1": "2001:db8:0:0::/64",
  "2001:DB8:A::1": "2001:db8:a:0::/64",
  "::1": "0:0:0:0::/64",
}

/** Runs the code alone, without this module's scope, as CloudFront does. */
const node: Engine = (events) => events.map(runInNewContext(`${viewerRequestCode}; handler`) as (event: ViewerRequestEvent) => never)

/** The engine of CloudFront Functions, in Debian's version. */
const njs: Engine = (events) => {
  const folder = mkdtempSync(join(tmpdir(), "parley-njs-"))
  const file = join(folder, "program.js")
  try {
    writeFileSync(file, `${viewerRequestCode}\nconsole.log(JSON.stringify(${JSON.stringify(events)}.map(handler)))\n`)
    const { status, stdout, stderr } = spawnSync("njs", [file], { encoding: "utf8" })
    if (status !== 0) throw new Error(`njs ended with ${status}: ${stdout}${stderr}`)
    // It may print strings in its own quotes.
    return JSON.parse(stdout.trim().replace(/^'(.*)'$/s, "$1"))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const hasNjs = spawnSync("njs", ["-v"]).error === undefined
// The warning names the missing engine; the same cases run under Node.js.
if (!hasNjs) console.warn("njs is not installed (Debian: apt-get install njs): the CloudFront function runs under Node.js alone.")
const engines: [string, Engine][] = [["Node.js", node], ...(hasNjs ? [["njs", njs] as [string, Engine]] : [])]

describe.each(engines)("at the edge, under %s", (_, run) => {
  const handle = (uri: string, ip = "203.0.113.7", headers: ViewerRequestEvent["request"]["headers"] = {}) =>
    run([{ viewer: { ip }, request: { uri, headers } }])[0]

  test("/api is removed from the path", () => {
    const events = Object.keys(uris).map((uri) => ({ viewer: { ip: "203.0.113.7" }, request: { uri, headers: {} } }))
    expect(run(events).map(({ uri }) => uri)).toEqual(Object.values(uris))
  })

  test("the viewer's address overwrites the header that the viewer sent", () => {
    expect(handle("/api/chat", "203.0.113.7", { "x-viewer-address": { value: "127.0.0.1" } })?.headers).toEqual({
      "x-viewer-address": { value: "203.0.113.7" },
    })
  })

  test("an IPv6 address counts by its /64", () => {
    const events = Object.keys(addresses).map((ip) => ({ viewer: { ip }, request: { uri: "/api/chat", headers: {} } }))
    expect(run(events).map(({ headers }) => headers["x-viewer-address"]?.value)).toEqual(Object.values(addresses))
  })
})

test("the code is below CloudFront's size limit and imports nothing", () => {
  expect(Buffer.byteLength(viewerRequestCode)).toBeLessThan(10_240)
  expect(viewerRequestCode).not.toMatch(/__name|import |require\(/)
})
