import { describe, expect, test } from "vitest"
import { corsHeaders, preflight } from "../src/cors.ts"

const allowed = ["https://app.example.com"]

test("an allowed origin may read responses with credentials", () => {
  expect(corsHeaders("https://app.example.com", allowed)).toEqual({
    vary: "Origin",
    "access-control-allow-origin": "https://app.example.com",
    "access-control-allow-credentials": "true",
    "access-control-expose-headers": "x-request-id, retry-after",
  })
})

describe.each([undefined, "https://evil.example", "https://app.example.com.evil.example", "null", "http://app.example.com", "*"])(
  "origin %s",
  (origin) => {
    test("gets no CORS header", () => {
      expect(corsHeaders(origin, allowed)).toEqual({ vary: "Origin" })
      expect(corsHeaders(origin, [])).toEqual({})
    })

    test("gets no CORS headers from a preflight", () => {
      expect(preflight(origin, allowed)).toEqual({ status: 204, headers: {} })
    })
  },
)
