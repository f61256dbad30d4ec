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

describe("an issuer that takes another key", () => {
  const trusting = (times: { cacheMaxAge?: number; cooldownDuration?: number }) => {
    const keys = issuerKeys(issuer.issuer, times)
    return async (token: string): Promise<string> =>
      jwtVerify(token, keys).then(
        () => "passes",
        ({ code }) => code,
      )
  }

  test("is asked again for a key that a token names, and the old key holds as long as it is published", async () => {
    const check = trusting({ cooldownDuration: 0 })
    const old = await issuer.token()
    expect(await check(old)).toBe("passes")
    issuer.publish(second, first)
    expect(await check(await issuer.token())).toBe("passes")
    expect(await check(old)).toBe("passes")
  })

  test("a key that it has withdrawn is trusted no longer than keys are kept", async () => {
    const check = trusting({ cacheMaxAge: 200, cooldownDuration: 0 })
    const old = await issuer.token()
    expect(await check(old)).toBe("passes")
    issuer.publish(second)
    expect(await check(old)).toBe("passes")
    await sleep(250)
    expect(await check(old)).toBe("ERR_JWKS_NO_MATCHING_KEY")
  })

  test("another key under the same name counts once the first is forgotten", async () => {
    const check = trusting({ cacheMaxAge: 200, cooldownDuration: 0 })
    const old = await issuer.token()
    expect(await check(old)).toBe("passes")
    issuer.publish({ ...second, kid: String(first.kid) })
    await sleep(250)
    expect([await check(old), await check(await issuer.token())]).toEqual(["ERR_JWS_SIGNATURE_VERIFICATION_FAILED", "passes"])
  })

  test("tokens with made-up keys do not make it be asked each time", async () => {
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

  test("a token of a new key passes within seconds, tokens of the one before still do", async () => {
    const old = await issuer.token()
    expect((await list(old)).status).toBe(200)
    issuer.publish(second, first)
    const token = await issuer.token()
    await expect.poll(async () => (await list(token)).status, { timeout: 10_000, interval: 200 }).toBe(200)
    expect((await list(old)).status).toBe(200)
  })

  test("an issuer that does not answer is no fault of the token's: 503 with a time to wait, and all is well when it is back", async () => {
    const token = await issuer.token()
    await issuer.stop()
    // A new process knows no keys.
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
