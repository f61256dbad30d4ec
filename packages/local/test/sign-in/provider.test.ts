import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { createRemoteJWKSet, decodeJwt, jwtVerify } from "jose"
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest"
import { type SignInServer, startSignIn } from "../../src/sign-in/server.ts"
import { newSigningKey } from "../../src/sign-in/signing-key.ts"
import { signInClient, type Tokens } from "../support/sign-in-client.ts"

const site = "http://localhost:3999"
let provider: SignInServer
const printed = [vi.spyOn(console, "info"), vi.spyOn(console, "warn"), vi.spyOn(console, "error"), vi.spyOn(process.stderr, "write")]
beforeAll(async () => {
  provider = await startSignIn({ port: 0 })
  provider.serveSite(site)
})
afterEach(() => expect(printed.flatMap((spy) => spy.mock.calls)).toEqual([]))
afterAll(() => provider.stop())

const verified = async (token: string) =>
  (await jwtVerify(token, createRemoteJWKSet(new URL(`${provider.issuer}/jwks`)), { issuer: provider.issuer, audience: "parley" })).payload

describe("signing in", () => {
  test("an ID token identifies a user for one hour, with the nonce", async () => {
    const client = signInClient(provider.issuer, site)
    const { id_token } = await client.signIn("one")
    const payload = await verified(id_token)
    expect(payload).toMatchObject({
      sub: "one",
      email: "one@example.com",
      email_verified: true,
      name: "One",
      groups: ["staff"],
      nonce: client.nonce,
      aud: "parley",
    })
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(3_600)
  })

  test("the second account belongs to no group", async () => {
    const { id_token } = await signInClient(provider.issuer, site).signIn("two")
    const payload = await verified(id_token)
    expect(payload).toMatchObject({ sub: "two", email: "two@example.com", email_verified: true })
    expect(payload).not.toHaveProperty("groups")
  })

  test("going back without signing in returns access_denied", async () => {
    const client = signInClient(provider.issuer, site)
    const asked = await client.authorize()
    expect(await client.choose("at" in asked ? asked.at : "", "")).toMatchObject({
      url: { search: expect.stringMatching(/error=access_denied.*state=s/) },
    })
  })

  test("an invented account is refused", async () => {
    const client = signInClient(provider.issuer, site)
    const asked = await client.authorize()
    expect(await client.choose("at" in asked ? asked.at : "", "three")).toMatchObject({
      url: { search: expect.stringContaining("access_denied") },
    })
  })

  test("prompt=none shows no page: it succeeds for a signed-in user, and returns login_required otherwise", async () => {
    const client = signInClient(provider.issuer, site)
    expect(await client.authorize({ prompt: "none" })).toMatchObject({ url: { search: expect.stringContaining("error=login_required") } })
    await client.signIn("one")
    const again = await client.authorize({ prompt: "none" })
    if (!("url" in again)) throw new Error("It asked")
    expect(decodeJwt((await client.redeem(again.url)).id_token).sub).toBe("one")
  })

  test("prompt=select_account lets a signed-in user choose another account", async () => {
    const client = signInClient(provider.issuer, site)
    await client.signIn("one")
    const asked = await client.authorize({ prompt: "select_account" })
    if (!("at" in asked)) throw new Error("It did not ask")
    const left = await client.choose(asked.at, "two")
    // The library ends the first account's session with a form that submits itself.
    if (!("page" in left)) throw new Error("It kept the first account")
    const form = await left.page.text()
    const body = new URLSearchParams(
      [...form.matchAll(/name="(\w+)" value="([^"]*)"/g)].map(([, name = "", value = ""]): [string, string] => [name, value]),
    )
    const back = await client.follow(await client.go(/action="([^"]+)"/.exec(form)?.[1] ?? "", { method: "POST", body }))
    if (!("url" in back)) throw new Error(await back.page.text())
    expect(decodeJwt((await client.redeem(back.url)).id_token).sub).toBe("two")
  })

  test.each([
    ["another site", { redirect_uri: "http://localhost:3998/signed-in" }],
    ["another path", { redirect_uri: `${site}/elsewhere` }],
    ["an unknown client", { client_id: "other" }],
  ])("%s receives no redirect", async (_case, more) => {
    const answer = await signInClient(provider.issuer, site).authorize(more)
    if (!("page" in answer)) throw new Error("The provider redirected")
    expect(answer.page.status).toBe(400)
    expect(await answer.page.text()).toContain(`<a href="${site}/">Back to Parley</a>`)
  })

  test("without PKCE there is no code", async () => {
    const answer = await signInClient(provider.issuer, site).authorize({ code_challenge: "", code_challenge_method: "" })
    expect(answer).toMatchObject({ url: { search: expect.stringContaining("error=invalid_request") } })
  })
})

describe("renewal", () => {
  test("a refresh token works once; a second use revokes all of its tokens", async () => {
    const client = signInClient(provider.issuer, site)
    const first = await client.signIn("one")
    const refresh = (refresh_token = "") => client.token({ grant_type: "refresh_token", refresh_token })
    const second = (await (await refresh(first.refresh_token)).json()) as Tokens
    expect(decodeJwt(second.id_token)).toMatchObject({ sub: "one", email: "one@example.com", groups: ["staff"] })
    expect(second.refresh_token).not.toBe(first.refresh_token)
    expect(await (await refresh(first.refresh_token)).json()).toMatchObject({ error: "invalid_grant" })
    expect(await (await refresh(second.refresh_token)).json()).toMatchObject({ error: "invalid_grant" })
  })

  test("only the site's scripts may read the token endpoint's responses", async () => {
    const ask = (origin: string) =>
      fetch(`${provider.issuer}/token`, {
        method: "POST",
        headers: { origin, "content-type": "application/x-www-form-urlencoded" },
        body: "client_id=parley&grant_type=refresh_token&refresh_token=x",
      })
    expect((await ask(site)).headers.get("access-control-allow-origin")).toBe(site)
    expect((await ask("http://localhost:3998")).headers.get("access-control-allow-origin")).toBeNull()
  })

  test("refresh tokens can be disabled, and ID tokens can be short-lived", async () => {
    const other = await startSignIn({ port: 0, refreshTokens: false, idTokenSeconds: 2 })
    other.serveSite(site)
    const tokens = await signInClient(other.issuer, site).signIn("one")
    const { exp = 0, iat = 0 } = decodeJwt(tokens.id_token)
    expect([tokens.refresh_token, exp - iat]).toEqual([undefined, 2])
    await other.stop()
  })

  test("sessions and refresh tokens survive a key rotation", async () => {
    const client = signInClient(provider.issuer, site)
    const { refresh_token = "" } = await client.signIn("one")
    provider.useKeys([await newSigningKey()])
    const renewed = (await (await client.token({ grant_type: "refresh_token", refresh_token })).json()) as Tokens
    expect(await verified(renewed.id_token)).toMatchObject({ sub: "one" })
    expect(await client.authorize({ prompt: "none" })).toMatchObject({ url: { search: expect.stringContaining("code=") } })
  })
})

describe("signing out", () => {
  test("ends the session and the refresh tokens, and redirects back without confirmation", async () => {
    const client = signInClient(provider.issuer, site)
    const { id_token, refresh_token = "" } = await client.signIn("one")
    const query = new URLSearchParams({
      id_token_hint: id_token,
      client_id: "parley",
      post_logout_redirect_uri: `${site}/`,
      logout_uri: `${site}/`,
    })
    expect(await client.follow(await client.go(`${provider.issuer}/session/end?${query}`))).toMatchObject({ url: { href: `${site}/` } })
    expect(await client.authorize({ prompt: "none" })).toMatchObject({ url: { search: expect.stringContaining("error=login_required") } })
    expect((await client.token({ grant_type: "refresh_token", refresh_token })).status).toBe(400)
  })

  test("redirects to no other site", async () => {
    const client = signInClient(provider.issuer, site)
    const { id_token } = await client.signIn("one")
    const query = new URLSearchParams({ id_token_hint: id_token, post_logout_redirect_uri: "https://elsewhere.example.com/" })
    const answer = await client.follow(await client.go(`${provider.issuer}/session/end?${query}`))
    expect("page" in answer && answer.page.status).toBe(400)
  })

  test("without a site to return to, shows a confirmation page", async () => {
    const client = signInClient(provider.issuer, site)
    await client.signIn("one")
    const answer = await client.follow(await client.go(`${provider.issuer}/session/end`))
    expect("page" in answer && (await answer.page.text())).toContain("You are signed out on this machine.")
  })
})

describe("pages", () => {
  test("the account page has no scripts and submits its form to the provider and the site only", async () => {
    const asked = await signInClient(provider.issuer, site).authorize()
    if (!("page" in asked)) throw new Error("It did not ask")
    const html = await asked.page.text()
    expect(html).not.toContain("<script")
    expect(html.match(/<button name="account"/g)).toHaveLength(2)
    expect(html).toContain("Test sign-in on this machine.")
    expect(asked.page.headers.get("content-security-policy")).toMatch(
      /^default-src 'none'; style-src 'sha256-[\w+/]{43}='; form-action 'self' http:\/\/localhost:3999; base-uri 'none'; frame-ancestors 'none'$/,
    )
  })

  test.each([
    ["/", 200],
    ["/interaction/unknown", 400],
  ])("%s links back to the site", async (path, status) => {
    const answer = await fetch(provider.issuer + path, { headers: { accept: "text/html" } })
    expect(answer.status).toBe(status)
    expect(answer.headers.get("content-security-policy")).toContain("default-src 'none'")
    expect(await answer.text()).toContain("Back to Parley")
  })
})

test("a used port is reported in one sentence that names the setting", async () => {
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve))
  const { port } = other.address() as AddressInfo
  await expect(startSignIn({ port })).rejects.toThrow(
    `Port ${port} is used by another program. Stop that program, or set OIDC_PORT to another port.`,
  )
  other.close()
})
