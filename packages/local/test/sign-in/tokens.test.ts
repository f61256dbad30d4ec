import { createPublicKey, type JsonWebKey, sign } from "node:crypto"
import { readFile } from "node:fs/promises"
import { request } from "node:http"
import { text } from "node:stream/consumers"
import { type FaultBedrock, startFaultBedrock } from "@parley/testing/bedrock/fault-bedrock.ts"
import { startTestStage, type TestStage } from "@parley/testing/stage/test-stage.ts"
import { type Visitor, visitorAt } from "@parley/testing/stage/visitor.ts"
import { SignJWT, UnsecuredJWT } from "jose"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { newSigningKey } from "../../src/sign-in/signing-key.ts"
import { type SigningKey, startTestIssuer, type TestIssuer } from "../support/issuer.ts"

let issuer: TestIssuer
let bedrock: FaultBedrock
let stage: TestStage
let visitor: Visitor
beforeAll(async () => {
  issuer = await startTestIssuer()
  bedrock = await startFaultBedrock()
  stage = await startTestStage({ bedrockUrl: bedrock.url, env: { ...issuer.settings, ANONYMOUS: "on" } })
  visitor = visitorAt(stage.url)
  await visitor.say("A visitor's question")
  bedrock.reset()
})
afterAll(async () => {
  await stage?.stop()
  await bedrock?.close()
  await issuer?.stop()
})

/** A request with these Authorization headers, from a known visitor's browser. */
const ask = (path: string, authorization: string[], body?: unknown) =>
  new Promise<{ status: number; headers: Headers; body: string }>((resolve, reject) => {
    const sent = request(`${stage.url}/api${path}`, { method: body ? "POST" : "GET" }, async (answer) => {
      const headers = new Headers(Object.entries(answer.headers).map(([name, value]): [string, string] => [name, String(value)]))
      resolve({ status: answer.statusCode ?? 0, headers, body: await text(answer) })
    })
    sent.on("error", reject)
    sent.setHeader("authorization", authorization)
    sent.setHeader("cookie", visitor.cookie() ?? "")
    sent.setHeader("content-type", "application/json")
    sent.end(body && JSON.stringify(body))
  })

const seconds = (fromNow: number) => Math.floor(Date.now() / 1_000) + fromNow
const key = () => issuer.keys[0] as SigningKey
const payload = () => ({ iss: issuer.issuer, aud: "parley", sub: "one", iat: seconds(0), exp: seconds(3_600) })
const hmac = (secret: string | Buffer) =>
  new SignJWT(payload()).setProtectedHeader({ alg: "HS256", kid: String(key().kid) }).sign(Buffer.from(secret))
const publicPem = () => createPublicKey({ key: key() as JsonWebKey, format: "jwk" }).export({ type: "spki", format: "pem" })
const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url")
const swapped = async () => ({ ...(await newSigningKey()), kid: String(key().kid) })

const events = { "http://schemas.openid.net/event/backchannel-logout": {} }

const bad: Record<string, () => string | Promise<string>> = {
  "an expired token": () => issuer.token({ iat: seconds(-3_700), exp: seconds(-100) }),
  "a token of tomorrow": () => issuer.token({ iat: seconds(86_400), exp: seconds(90_000) }),
  "a token that does not hold yet": () => issuer.token({ nbf: seconds(100) }),
  "a token without an end": () => issuer.token({ exp: undefined }),
  "a token without a beginning": () => issuer.token({ iat: undefined }),
  "another issuer's token": () => issuer.token({ iss: "http://localhost:1" }),
  "the issuer with a slash": () => issuer.token({ iss: `${issuer.issuer}/` }),
  "a token without issuer": () => issuer.token({ iss: undefined }),
  "another audience": () => issuer.token({ aud: "other" }),
  "the client id in other letters": () => issuer.token({ aud: "PARLEY" }),
  "several audiences and nobody named": () => issuer.token({ aud: ["parley", "other"] }),
  "made for another client": () => issuer.token({ azp: "other" }),
  "no subject": () => issuer.token({ sub: undefined }),
  "an empty subject": () => issuer.token({ sub: "" }),
  "a subject that is no text": () => issuer.token({ sub: 1 as unknown as string }),
  "alg none": () => new UnsecuredJWT(payload()).encode(),
  "alg none with the signature of another": async () =>
    `${part({ alg: "none" })}.${part(payload())}.${(await issuer.token()).split(".")[2]}`,
  "no signature": async () => `${(await issuer.token()).split(".").slice(0, 2).join(".")}.`,
  "two parts only": async () => (await issuer.token()).split(".").slice(0, 2).join("."),
  "another's claims under a real signature": async () => {
    const [header, , signature] = (await issuer.token()).split(".")
    return `${header}.${part({ ...payload(), sub: "two" })}.${signature}`
  },
  "HS256 with the public key as the secret": () => hmac(publicPem() as string),
  "HS256 with the published modulus as the secret": () => hmac(String(key().n)),
  "HS256 with the client id as the secret": () => hmac("parley".padEnd(32, "\0")),
  "another key under the same kid": async () => issuer.token({}, { key: await swapped() }),
  "a key that comes with the token": async () => {
    const { kty, n, e, ...own } = await newSigningKey()
    return issuer.token(
      {},
      { key: { kty, n, e, ...own }, header: { kid: String(key().kid), jwk: { kty: "RSA", n: String(n), e: String(e) } } },
    )
  },
  "a key at an address that the token names": async () =>
    issuer.token({}, { key: await newSigningKey(), header: { kid: String(key().kid), jku: `${issuer.issuer}/jwks` } }),
  "a token of the day before yesterday that is to hold for years": () => issuer.token({ iat: seconds(-2 * 86_400), exp: seconds(1e9) }),
  "a logout token": () => issuer.token({ events }, { header: { typ: "logout+jwt" } }),
  "a logout token without a type": () => issuer.token({ events }),
  "a DPoP proof": () => issuer.token({}, { header: { typ: "dpop+jwt" } }),
  "a security event": () => issuer.token({}, { header: { typ: "secevent+jwt" } }),
  "an access token by its type": () => issuer.token({ scope: "openid" }, { header: { typ: "at+jwt" } }),
  "an access token of Cognito": () => issuer.token({ token_use: "access", client_id: "parley", aud: undefined }),
  "an access token of Cognito with an audience": () => issuer.token({ token_use: "access" }),
  "an access token of Keycloak": () => issuer.token({ typ: "Bearer", azp: "parley" }),
  "a refresh token of Keycloak": () => issuer.token({ typ: "Refresh" }),
  "a header that must be understood": async () => {
    const input = `${part({ alg: "RS256", kid: key().kid, crit: ["new"], new: 1 })}.${part(payload())}`
    return `${input}.${sign("sha256", Buffer.from(input), { key: key() as JsonWebKey, format: "jwk" }).toString("base64url")}`
  },
  nothing: () => "",
  "no token": () => "hello",
  "bytes of all kinds": () => Buffer.from([...Array(200).keys()]).toString("base64url"),
  "JSON that is no object": () => `${part([])}.${part(1)}.${part(null)}`,
  "a token within a token": async () => `${part({ alg: "RS256" })}.${Buffer.from(await issuer.token()).toString("base64url")}.x`,
  // Tokens are read up to 16,000 characters. A server accepts 16 KB of headers in total.
  "a good token that is too long": async () => {
    const { length } = await issuer.token({ padding: "" })
    return issuer.token({ padding: "x".repeat(Math.ceil(((16_010 - length) * 3) / 4)) })
  },
  "two tokens": async () => `${await issuer.token()}, Bearer ${await issuer.token()}`,
  "a good token with more behind it": async () => `${await issuer.token()} x`,
  "a good token in quotes": async () => `"${await issuer.token()}"`,
}

test("a valid token is accepted, with the scheme in any case", async () => {
  const token = await issuer.token()
  for (const authorization of [`Bearer ${token}`, `bearer ${token}`, `BEARER  ${token}`])
    expect((await ask("/conversations", [authorization])).body).toBe('{"conversations":[]}')
})

test.each<[string, Record<string, unknown>]>([
  ["a token within the clocks' tolerance", { iat: 20, nbf: 20 }],
  ["several audiences with this client as azp", { aud: ["parley", "other"], azp: "parley" }],
  ["a Cognito ID token", { token_use: "id" }],
  ["a Keycloak ID token", { typ: "ID", azp: "parley" }],
  ["a token issued twenty hours ago that is still valid", { iat: -20 * 3_600 }],
  ["a long but reasonable token", { groups: Array.from({ length: 200 }, (_, i) => `group-number-${i}`) }],
])("%s is accepted", async (_what, claims) => {
  const { iat = 0, nbf } = claims as { iat?: number; nbf?: number }
  const token = await issuer.token({ ...claims, iat: seconds(iat), ...(nbf !== undefined && { nbf: seconds(nbf) }) })
  expect((await ask("/conversations", [`Bearer ${token}`])).status).toBe(200)
})

describe("any other token gets 401 without details, and is not treated as the visitor of the cookie", () => {
  test.each(Object.entries(bad))("%s", async (_what, make) => {
    const authorization = `Bearer ${await make()}`
    await expectRefusal([authorization])
  })

  test("two headers, of which the last counts", async () => {
    await expectRefusal([`Bearer ${await issuer.token()}`, "Bearer hello"])
  })

  async function expectRefusal(authorization: string[]) {
    for (const [path, body] of [["/conversations"], ["/config"], ["/chat", { content: [{ text: "Hi" }] }]] as const) {
      const answer = await ask(path, authorization, body)
      const { requestId, ...problem } = JSON.parse(answer.body)
      expect(problem).toEqual({
        type: "about:blank",
        title: "Sign in first",
        status: 401,
        detail: "Your sign-in is no longer valid. Sign in again.",
        code: "auth.required",
      })
      expect(answer.headers.get("x-request-id")).toBe(requestId)
      expect(answer.headers.get("x-amzn-remapped-www-authenticate")).toBe("Bearer")
      expect(answer.headers.get("set-cookie")).toBeNull()
    }
  }
})

test("no refused token called the model or reached the log", async () => {
  expect(bedrock.calls).toHaveLength(0)
  expect(stage.said).toEqual([])
  const log = await readFile(stage.logFile, "utf8")
  expect(log).toContain("A token was refused")
  expect(log).not.toMatch(/eyJ|hello|Bearer/)
})
