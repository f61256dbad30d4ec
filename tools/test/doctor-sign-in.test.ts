import { describe, expect, test } from "vitest"
import { about, allAbout, useDoctor } from "./support/doctor.ts"
import { type Oddity, startIssuer } from "./support/issuer.ts"

const { visit: doctor } = useDoctor()

/** What the doctor says of signing in at an issuer of this kind; its address is `ISSUER` in it. */
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

test("a good issuer is named with what it signs with and whom it may let in", async () => {
  const { said, ...seen } = await visit({}, { OIDC_REQUIRED_GROUPS: "staff,guests", OIDC_REQUIRED_DOMAINS: "example.com" })
  expect(said).toEqual(["✓ sign-in at ISSUER, as site · ES256 · only staff, guests · only of example.com"])
  expect(about(seen, "settings")[0]).toMatch(/ · signed in only$/)
})

test("plain HTTP, which is for trying only, must be replaced before a deploy", async () => {
  const seen = await visit()
  expect(about(seen, "issuer")).toEqual([
    expect.stringMatching(/^✗ issuer http:\/\/127\.0\.0\.1:\d+\/realm is on this machine, where no deployed function finds it\.$/),
    "→ Set OIDC_ISSUER to an https:// address. To try signing in on this machine: npm start -- --sign-in.",
  ])
  expect(seen.exitCode).toBe(1)
})

const elsewhere = "https://login.example.com"
describe("an issuer", () => {
  test.each<[string, Oddity, string, string]>([
    [
      "whose name is spelt in another way",
      { metadata: (origin) => ({ issuer: `${origin}/realm/` }) },
      "✗ sign-in The issuer calls itself ISSUER/, not ISSUER: every token would be refused.",
      "→ Set OIDC_ISSUER=ISSUER/",
    ],
    [
      "of any tenant",
      { metadata: () => ({ issuer: "https://login.microsoftonline.com/{tenantid}/v2.0" }) },
      "✗ sign-in ISSUER stands for any tenant (https://login.microsoftonline.com/{tenantid}/v2.0), and no token is of it.",
      "→ Set OIDC_ISSUER to one tenant's issuer",
    ],
    [
      "with its token endpoint elsewhere",
      { metadata: () => ({ token_endpoint: `http://login.example.com/token` }) },
      "✗ sign-in The page gets its tokens from http://login.example.com, which its Content Security Policy does not allow.",
      "→ Set OIDC_ORIGINS=https://other.example.com,http://login.example.com",
    ],
    [
      "that knows the implicit flow only",
      { metadata: () => ({ response_types_supported: ["id_token"] }) },
      "✗ sign-in The issuer does not offer the authorization code flow.",
      "→ Use an issuer that does",
    ],
    [
      "without PKCE",
      { metadata: () => ({ code_challenge_methods_supported: ["plain"] }) },
      "✗ sign-in The issuer does not offer PKCE with S256, only plain.",
      "→ Allow S256 at the issuer.",
    ],
    [
      "that signs with a shared secret",
      { metadata: () => ({ id_token_signing_alg_values_supported: ["HS256", "none"] }) },
      "✗ sign-in The issuer signs ID tokens with HS256, none.",
      "→ Let it sign with one of RS256, PS256, ES256, EdDSA.",
    ],
    [
      "without a token endpoint",
      { metadata: () => ({ token_endpoint: undefined }) },
      "✗ sign-in The discovery document names no http address as token_endpoint.",
      "→ Ask whoever runs the issuer",
    ],
    [
      "whose keys come another way than its tokens",
      { metadata: () => ({ jwks_uri: `${elsewhere}:1/keys` }) },
      "✗ sign-in The discovery document names no http address as jwks_uri.",
      "→ Ask whoever runs the issuer",
    ],
    ["without keys", { keys: { body: '{"keys": []}' } }, "✗ sign-in ORIGIN/keys holds no key.", "→ Ask whoever runs the issuer"],
    [
      "that hides its keys",
      { keys: { status: 403 } },
      "✗ sign-in ORIGIN/keys, where the issuer's keys are, answers 403.",
      "→ Ask whoever runs the issuer",
    ],
    [
      "that is not there",
      { discovery: { status: 404 } },
      "✗ sign-in ISSUER/.well-known/openid-configuration answers 404.",
      "→ Set OIDC_ISSUER to the address that stands as iss",
    ],
    [
      "that sends one elsewhere",
      { discovery: { status: 302, headers: { location: elsewhere } } },
      "✗ sign-in ISSUER/.well-known/openid-configuration answers 302.",
      "→ Set OIDC_ISSUER to the address that stands as iss",
    ],
    [
      "that is a web page",
      { discovery: { body: "<html>" } },
      "✗ sign-in ISSUER/.well-known/openid-configuration answers with something else than JSON.",
      "→ Set OIDC_ISSUER to the address that stands as iss",
    ],
    [
      "that never answers",
      { discovery: { never: true } },
      "✗ sign-in ISSUER/.well-known/openid-configuration does not answer within 5 seconds.",
      "→ Set OIDC_ISSUER to the address that stands as iss",
    ],
  ])("%s must be corrected", async (_, oddity, found, todo) => {
    const { said, exitCode } = await visit(oddity, { OIDC_ORIGINS: "https://other.example.com" })
    expect(said).toEqual([found, expect.stringContaining(todo)])
    expect(exitCode).toBe(1)
  })

  test("that nobody answers for must be corrected", async () => {
    const { issuer, close } = await startIssuer()
    close()
    const seen = await doctor({}, { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: "site" })
    expect(about(seen, "sign-in")[0]).toBe(`✗ sign-in ${issuer}/.well-known/openid-configuration cannot be reached.`)
  })

  test.each<[string, Oddity, Record<string, string>, string]>([
    [
      "that cannot sign anybody out",
      { metadata: () => ({ end_session_endpoint: undefined }) },
      {},
      "! sign-in The issuer has no address to sign out at.",
    ],
    [
      "that may not verify addresses where a domain is required",
      { metadata: () => ({ claims_supported: ["sub", "email"] }) },
      { OIDC_REQUIRED_DOMAINS: "example.com" },
      "! sign-in OIDC_REQUIRED_DOMAINS needs email_verified in the token, and the issuer does not name that claim.",
    ],
  ])("%s is warned of", async (_, oddity, env, found) => {
    const { said } = await visit(oddity, env)
    expect(said).toEqual([expect.stringMatching(/^✓ sign-in at ISSUER/), found, expect.stringMatching(/^→ /)])
  })

  test("that does not speak of PKCE, as Entra ID and Cognito, is fine, and so is a token endpoint that is allowed", async () => {
    const oddity = { metadata: () => ({ code_challenge_methods_supported: undefined, token_endpoint: "http://localhost:9/token" }) }
    const { said } = await visit(oddity, { OIDC_ORIGINS: "http://localhost:9" })
    expect(said).toEqual(["✓ sign-in at ISSUER, as site · ES256"])
  })
})

test("nothing is asked where nobody signs in, or where the deploy makes the user pool", async () => {
  expect(allAbout(await doctor(), "sign-in")).toEqual([])
  const seen = await doctor({}, { COGNITO: "on", ANONYMOUS: "on" })
  expect(allAbout(seen, "sign-in")).toEqual([])
  expect(about(seen, "settings")[0]).toMatch(/^✓ settings .* · signed in or not$/)
})
