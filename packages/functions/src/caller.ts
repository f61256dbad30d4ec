import { createHash, randomBytes } from "node:crypto"
import { dayOf } from "@parley/core/clock.ts"
import type { Caller } from "@parley/core/turn/context.ts"
import type { ApiRequest } from "./request.ts"

export type IdentifiedCaller = Caller & {
  /** The `set-cookie` header that keeps an anonymous visitor known. */
  cookie: string
}

const visitorPattern = /^[A-Za-z0-9_-]{43}$/

/**
 * Who is calling: the holder of the visitor cookie, or a new visitor. The table holds only the hash of the cookie, so it holds no credential;
 * the address is hashed with the day, so it cannot be followed from one to the next.
 */
export function callerOf(request: ApiRequest, retentionDays: number, now: number): IdentifiedCaller {
  const secure = (request.headers["x-forwarded-proto"] ?? "").split(",")[0]?.trim() === "https"
  const name = secure ? "__Host-visitor" : "visitor"
  const visitor = cookieValue(request.headers.cookie, name) ?? randomBytes(32).toString("base64url")
  const attributes = `Path=/; Max-Age=${retentionDays * 86_400}; HttpOnly; SameSite=Lax${secure ? "; Secure" : ""}`
  const address = request.headers["x-viewer-address"] ?? request.sourceAddress
  return { owner: sha256(visitor), address: sha256(`${dayOf(now)} ${address}`), cookie: `${name}=${visitor}; ${attributes}` }
}

function cookieValue(header: string | undefined, name: string): string | undefined {
  for (const pair of header?.split(";") ?? []) {
    const [key, value] = pair.trim().split("=", 2)
    if (key === name && value !== undefined && visitorPattern.test(value)) return value
  }
  return undefined
}

const sha256 = (text: string) => createHash("sha256").update(text).digest("base64url")
