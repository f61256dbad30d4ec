import { runInNewContext } from "node:vm"
import { describe, expect, test } from "vitest"
import { type ViewerRequestEvent, viewerRequestCode } from "../viewer-request.ts"

// As CloudFront runs it: the code alone, with nothing of this module around it.
const handler = runInNewContext(`${viewerRequestCode}; handler`) as (event: ViewerRequestEvent) => ViewerRequestEvent["request"]
const handle = (uri: string, ip = "203.0.113.7", headers: ViewerRequestEvent["request"]["headers"] = {}) =>
  handler({ viewer: { ip }, request: { uri, headers } })

describe("at the edge", () => {
  test.each([
    ["/api/chat", "/chat"],
    ["/api/conversations/cnv_1/export", "/conversations/cnv_1/export"],
    ["/api/", "/"],
    ["/api", "/"],
    ["/api/api/chat", "/api/chat"],
    ["/apis/chat", "/apis/chat"],
  ])("%s becomes %s", (from, to) => expect(handle(from).uri).toBe(to))

  test("the address of the viewer overwrites what the viewer claims", () => {
    expect(handle("/api/chat", "203.0.113.7", { "x-viewer-address": { value: "127.0.0.1" } }).headers).toEqual({
      "x-viewer-address": { value: "203.0.113.7" },
    })
  })

  test.each([
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["2001:db8:1:2::6", "2001:db8:1:2::/64"],
    ["2001:0db8:0001:0002:ffff::", "2001:db8:1:2::/64"],
    ["2001:db8::1", "2001:db8:0:0::/64"],
    ["2001:DB8:A::1", "2001:db8:a:0::/64"],
    ["::1", "0:0:0:0::/64"],
  ])("%s counts as %s", (ip, address) => expect(handle("/api/chat", ip).headers["x-viewer-address"]?.value).toBe(address))

  test("the code stays in what CloudFront runs", () => {
    expect(Buffer.byteLength(viewerRequestCode)).toBeLessThan(10_240)
    expect(viewerRequestCode).not.toMatch(/__name|import |require\(/)
  })
})
