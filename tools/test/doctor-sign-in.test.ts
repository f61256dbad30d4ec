import { describe, expect, test } from "vitest"
import { about, allAbout, finding, useDoctor } from "./support/doctor.ts"
import { type Oddity, startIssuer } from "./support/issuer.ts"

const { visit: doctor } = useDoctor()

/** The doctor's findings about sign-in with an issuer of this kind, with the issuer's address replaced by `ISSUER`. */
async function visit(oddity: Oddity = {}, env: Record<string, string> = {}) {
  const { issuer, close } = await startIssuer(oddity)
  try {
    const seen = await doctor({}, { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: "site", ...env })
    const said = allAbout(seen, "sign-in").map((line) => line.replaceAll(issuer, "ISSUER").replaceAll(new URL(issuer).origin, "ORIGIN"))
    return { ...seen, said }
  } finally {
    close()
  }
}

test("a valid issuer is reported with its algorithm and its admission rules", async () => {
  const { said, ...seen } = await visit({}, { OIDC_REQUIRED_GROUPS: "staff,guests", OIDC_REQUIRED_DOMAINS: "example.com" })
  expect(said).toEqual([expect.stringMatching(/^✓ .*ISSUER.*site.*ES256.*staff, guests.*example\.com/)])
  expect(about(seen, "settings")[0]).toMatch(/signed in only$/)
})

test("an issuer over plain HTTP is refused", async () => {
  const seen = await visit()
  expect(finding(seen, "issuer")).toMatch(/^✗ .*http:\/\/127\.0\.0\.1:\d+\/realm.*https:\/\//)
  expect(seen.exitCode).toBe(1)
})

const elsewhere = "https://login.example.com"
describe("an issuer", () => {
  const discovery = "ISSUER/.well-known/openid-configuration"
  test.each<[string, Oddity, string]>([
    ["with another spelling", { metadata: (origin) => ({ issuer: `${origin}/realm/` }) }, "OIDC_ISSUER=ISSUER/"],
    [
      "for every tenant",
      { metadata: () => ({ issuer: "https://login.microsoftonline.com/{tenantid}/v2.0" }) },
      "https://login.microsoftonline.com/TENANT-ID/v2.0",
    ],
    [
      "with its token endpoint at another origin",
      { metadata: () => ({ token_endpoint: "http://login.example.com/token" }) },
      "OIDC_ORIGINS=https://other.example.com,http://login.example.com",
    ],
    ["with the implicit flow only", { metadata: () => ({ response_types_supported: ["id_token"] }) }, "authorization code"],
    ["without PKCE", { metadata: () => ({ code_challenge_methods_supported: ["plain"] }) }, "S256"],
    ["that signs with a shared secret", { metadata: () => ({ id_token_signing_alg_values_supported: ["HS256", "none"] }) }, "HS256, none"],
    ["without a token endpoint", { metadata: () => ({ token_endpoint: undefined }) }, "token_endpoint"],
    ["whose keys have another protocol", { metadata: () => ({ jwks_uri: `${elsewhere}:1/keys` }) }, "jwks_uri"],
    ["without keys", { keys: { body: '{"keys": []}' } }, "ORIGIN/keys"],
    ["that refuses access to its keys", { keys: { status: 403 } }, "403"],
    ["that does not exist", { discovery: { status: 404 } }, `${discovery} answers 404`],
    ["that redirects", { discovery: { status: 302, headers: { location: elsewhere } } }, `${discovery} answers 302`],
    ["that is a web page", { discovery: { body: "<html>" } }, "JSON"],
    ["that never responds", { discovery: { never: true } }, "5 seconds"],
  ])("%s is refused", async (_, oddity, named) => {
    const { said, exitCode } = await visit(oddity, { OIDC_ORIGINS: "https://other.example.com" })
    expect(said).toEqual([expect.stringMatching(/^✗ /), expect.stringMatching(/^→ /)])
    expect(said.join(" ")).toContain(named)
    expect(exitCode).toBe(1)
  })

  test("that is unavailable is refused", async () => {
    const { issuer, close } = await startIssuer()
    close()
    const seen = await doctor({}, { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: "site" })
    expect(finding(seen, "sign-in")).toMatch(/^✗ .*reach/)
  })

  test.each<[string, Oddity, Record<string, string>, RegExp]>([
    ["without sign-out", { metadata: () => ({ end_session_endpoint: undefined }) }, {}, /^! .*sign.out/],
    [
      "that does not verify addresses where a domain is required",
      { metadata: () => ({ claims_supported: ["sub", "email"] }) },
      { OIDC_REQUIRED_DOMAINS: "example.com" },
      /^! .*OIDC_REQUIRED_DOMAINS.*email_verified/,
    ],
  ])("%s is a warning", async (_, oddity, env, found) => {
    const { said } = await visit(oddity, env)
    expect(said).toEqual([expect.stringMatching(/^✓ /), expect.stringMatching(found), expect.stringMatching(/^→ /)])
  })

  test("that does not list PKCE, such as Entra ID and Cognito, is accepted, and so is an allowed token endpoint", async () => {
    const oddity = { metadata: () => ({ code_challenge_methods_supported: undefined, token_endpoint: "http://localhost:9/token" }) }
    const { said } = await visit(oddity, { OIDC_ORIGINS: "http://localhost:9" })
    expect(said).toEqual([expect.stringMatching(/^✓ /)])
  })
})

test("no issuer is checked without sign-in, or if the deploy creates the user pool", async () => {
  expect(allAbout(await doctor(), "sign-in")).toEqual([])
  const seen = await doctor({}, { COGNITO: "on", ANONYMOUS: "on" })
  expect(allAbout(seen, "sign-in")).toEqual([])
  expect(about(seen, "settings")[0]).toMatch(/signed in or not$/)
})
