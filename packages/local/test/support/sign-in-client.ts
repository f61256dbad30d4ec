import { createHash, randomBytes } from "node:crypto"

export type Tokens = { id_token: string; access_token: string; refresh_token?: string }

/** A browser and its page in one, without scripts: stores the provider's cookies and signs users in over HTTP. */
export function signInClient(issuer: string, siteUrl: string) {
  const cookies = new Map<string, string>()
  const redirectUri = `${siteUrl}/signed-in`

  async function go(url: string | URL, init: RequestInit = {}): Promise<Response> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ")
    const response = await fetch(url, { redirect: "manual", ...init, headers: { accept: "text/html", cookie, ...init.headers } })
    for (const line of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (value && !/expires=Thu, 01 Jan 1970/i.test(line)) cookies.set(name, value)
      else cookies.delete(name)
    }
    return response
  }

  /** Follows redirects up to the site, or to a page of the provider. */
  async function follow(response: Response): Promise<{ url: URL } | { page: Response; at: string }> {
    const location = response.headers.get("location")
    if (!location) return { page: response, at: response.url }
    const url = new URL(location, response.url)
    return url.origin === siteUrl ? { url } : follow(await go(url))
  }

  const verifier = randomBytes(32).toString("base64url")
  const nonce = randomBytes(16).toString("base64url")
  const authorize = async (more: Record<string, string> = {}) => {
    const url = new URL(`${issuer}/auth`)
    const challenge = createHash("sha256").update(verifier).digest("base64url")
    const query = {
      client_id: "parley",
      redirect_uri: redirectUri,
      response_type: "code",
      scope: "openid profile email",
      nonce,
      state: "s",
    }
    url.search = `${new URLSearchParams({ ...query, code_challenge: challenge, code_challenge_method: "S256", ...more })}`
    return follow(await go(url))
  }
  const token = (body: Record<string, string>) =>
    fetch(`${issuer}/token`, {
      method: "POST",
      headers: { origin: siteUrl, "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams({ client_id: "parley", ...body }),
    })

  return {
    nonce,
    go,
    follow,
    authorize,
    token,
    /** Submits a form of the provider's page. */
    choose: async (at: string, account: string) => follow(await go(at, { method: "POST", body: new URLSearchParams({ account }) })),
    redeem: async (url: URL) => {
      const code = url.searchParams.get("code") ?? ""
      return (await (
        await token({ grant_type: "authorization_code", code, redirect_uri: redirectUri, code_verifier: verifier })
      ).json()) as Tokens
    },
    async signIn(account: string): Promise<Tokens> {
      const asked = await this.authorize({ prompt: "login" })
      if (!("at" in asked)) throw new Error(`The provider showed no page: ${asked.url}`)
      const chosen = await this.choose(asked.at, account)
      if (!("url" in chosen)) throw new Error(`The provider did not go on: ${await chosen.page.text()}`)
      return this.redeem(chosen.url)
    },
  }
}
