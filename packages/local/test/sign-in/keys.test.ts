import { setTimeout as sleep } from "node:timers/promises"
import { issuerKeys } from "@parley/functions/sign-in/issuer.ts"
import { startTestStage, type TestStage } from "@parley/testing/stage/test-stage.ts"
import { visitorAt } from "@parley/testing/stage/visitor.ts"
import { jwtVerify } from "jose"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { newSigningKey } from "../../src/sign-in/signing-key.ts"
import { type SigningKey, startTestIssuer, type TestIssuer } from "../support/issuer.ts"

let issuer: TestIssuer
let first: SigningKey
let second: SigningKey
beforeAll(async () => {
  issuer = await startTestIssuer()
  first = issuer.keys[0] as SigningKey
  second = await newSigningKey()
})
beforeEach(() => issuer.publish(first))

describe("an issuer that rotates its keys", () => {
  const trusting = (times: { cacheMaxAge?: number; cooldownDuration?: number }) => {
    const keys = issuerKeys(issuer.issuer, times)
    return async (token: string): Promise<string> =>
      jwtVerify(token, keys).then(
        () => "passes",
        ({ code }) => code,
      )
  }

  test("is asked again for an unknown key, and the old key is valid while published", async () => {
    const check = trusting({ cooldownDuration: 0 })
    const old = await issuer.token()
    expect(await check(old)).toBe("passes")
    issuer.publish(second, first)
    expect(await check(await issuer.token())).toBe("passes")
    expect(await check(old)).toBe("passes")
  })

  test("has a withdrawn key trusted no longer than the cache lasts", async () => {
    const check = trusting({ cacheMaxAge: 200, cooldownDuration: 0 })
    const old = await issuer.token()
    expect(await check(old)).toBe("passes")
    issuer.publish(second)
    expect(await check(old)).toBe("passes")
    await sleep(250)
    expect(await check(old)).toBe("ERR_JWKS_NO_MATCHING_KEY")
  })

  test("may reuse a key id for another key once the first is no longer cached", async () => {
    const check = trusting({ cacheMaxAge: 200, cooldownDuration: 0 })
    const old = await issuer.token()
    expect(await check(old)).toBe("passes")
    issuer.publish({ ...second, kid: String(first.kid) })
    await sleep(250)
    expect([await check(old), await check(await issuer.token())]).toEqual(["ERR_JWS_SIGNATURE_VERIFICATION_FAILED", "passes"])
  })

  test("is not asked for every token with an invented key", async () => {
    const check = trusting({ cooldownDuration: 60_000 })
    await check(await issuer.token())
    issuer.publish(second, first)
    expect(await check(await issuer.token())).toBe("ERR_JWKS_NO_MATCHING_KEY")
  })
})

describe("at the stage", () => {
  let stage: TestStage
  beforeAll(async () => {
    stage = await startTestStage({ env: { ...issuer.settings, ANONYMOUS: "on" } })
  })
  afterAll(() => stage?.stop())
  const list = async (token: string) => visitorAt(stage.url, { token }).json("GET", "/conversations")

  test("a token with a new key is accepted within seconds, and tokens with the old key still are", async () => {
    const old = await issuer.token()
    expect((await list(old)).status).toBe(200)
    issuer.publish(second, first)
    const token = await issuer.token()
    await expect.poll(async () => (await list(token)).status, { timeout: 10_000, interval: 200 }).toBe(200)
    expect((await list(old)).status).toBe(200)
  })

  test("an unavailable issuer is not an invalid token: 503 with Retry-After, and tokens are accepted again when it is back", async () => {
    const token = await issuer.token()
    await issuer.stop()
    // A new process has no cached keys.
    await stage.killFunction("conversations")
    const { status, headers, body } = await list(token)
    expect([status, headers.get("retry-after"), headers.get("set-cookie")]).toEqual([503, "5", null])
    const { requestId: _, ...problem } = body
    expect(problem).toEqual({
      type: "about:blank",
      title: "Sign-in cannot be checked",
      status: 503,
      detail: "The identity provider did not respond. Try again in a moment.",
      code: "auth.unavailable",
      retryAfter: 5,
    })
    expect((await visitorAt(stage.url).json("GET", "/conversations")).status).toBe(200)
    const back = await issuer.again()
    expect((await list(token)).status).toBe(200)
    await back.stop()
  })
})
