import { createHash, randomBytes } from "node:crypto"
import type { ApiRequest } from "./request.ts"

export type Visitor = {
  /** SHA-256 of the cookie's value: the table holds no credential. */
  owner: string
  /**
   * The `set-cookie` header that renews a visitor's cookie. None for a request from another site without a cookie: the browser withholds it (SameSite),
   * and a new cookie would replace it, with the loss of all conversations.
   */
  cookie: string | undefined
  /** Whether the request has a valid cookie; otherwise this is a new visitor. */
  isKnown: boolean
}

const visitorPattern = /^[A-Za-z0-9_-]{43}$/

/** The holder of the visitor cookie, or a new visitor. */
export function visitorOf(request: ApiRequest, retentionDays: number): Visitor {
  const secure = (request.headers["x-forwarded-proto"] ?? "").split(",")[0]?.trim() === "https"
  const name = secure ? "__Host-visitor" : "visitor"
  const known = cookieValue(request.headers.cookie, name)
  const value = known ?? randomBytes(32).toString("base64url")
  const attributes = `Path=/; Max-Age=${retentionDays * 86_400}; HttpOnly; SameSite=Lax${secure ? "; Secure" : ""}`
  const owner = createHash("sha256").update(value).digest("base64url")
  const isKnown = known !== undefined
  const isSentByAnother = !isKnown && request.headers["sec-fetch-site"] === "cross-site"
  return { owner, cookie: isSentByAnother ? undefined : `${name}=${value}; ${attributes}`, isKnown }
}

function cookieValue(header: string | undefined, name: string): string | undefined {
  for (const pair of header?.split(";") ?? []) {
    const [key, value] = pair.trim().split("=", 2)
    if (key === name && value !== undefined && visitorPattern.test(value)) return value
  }
  return undefined
}
