import { createHash } from "node:crypto"
import { dayOf } from "@parley/core/clock.ts"
import { personSettings } from "@parley/core/person-limits.ts"
import type { Caller, TurnSettings } from "@parley/core/turn/context.ts"
import { VisibleError } from "@parley/core/visible-error.ts"
import type { JWTVerifyGetKey } from "jose"
import type { ApiRequest } from "./request.ts"
import type { Settings } from "./settings.ts"
import { verifyIdToken } from "./sign-in/id-token.ts"
import { personOf } from "./sign-in/person.ts"
import type { Visitor } from "./visitor.ts"

export type IdentifiedCaller = Caller & {
  /** The settings with the limits that hold for this caller. */
  settings: TurnSettings
  /** Signed in; otherwise a visitor. */
  isPerson: boolean
  /** The owner that the visitor cookie names, if the request brought one: for somebody who signed in, who they were before. */
  visitorOwner: string | undefined
}

/** Routes that anybody may ask, signed in or not: what the page must know before anybody can sign in. */
const openResources = new Set(["/config", "/health"])
const isOpen = ({ method, resource }: ApiRequest): boolean => method === "OPTIONS" || openResources.has(resource)

/** The bearer token of a request, if people sign in here. */
export function bearerToken({ headers }: ApiRequest, { signIn }: Settings): string | undefined {
  return (
    signIn &&
    /^bearer(?:\s+(.*))?$/i
      .exec(headers.authorization?.trim() ?? "")
      ?.slice(1)
      .map((token = "") => token.trim())[0]
  )
}

/**
 * Who is calling: whom the bearer token names, else the visitor of the cookie. A token that does not hold never falls back to the cookie:
 * what a person asks would land with a visitor. The address is hashed with the day, so it cannot be followed from one to the next; a person's
 * is not looked at: an office has one, and what its people use is not to be missing for its visitors.
 * @throws VisibleError `auth.required`, `auth.forbidden`, `auth.unavailable`
 */
export async function identify(
  request: ApiRequest,
  visitor: Visitor,
  settings: Settings,
  keys: JWTVerifyGetKey | undefined,
  now: number,
): Promise<IdentifiedCaller> {
  const hashed = (source: string) =>
    createHash("sha256")
      .update(`${dayOf(now)} ${source}`)
      .digest("base64url")
  const visitorOwner = visitor.isKnown ? visitor.owner : undefined
  const token = bearerToken(request, settings)
  if (token !== undefined && settings.signIn && keys && request.resource !== "/health" && request.method !== "OPTIONS") {
    const { owner, groups } = personOf(await verifyIdToken(token, keys, settings.signIn), settings.signIn)
    const limited = personSettings(settings, settings.roleLimits, groups)
    return { owner, address: hashed(owner), visitorOwner, isPerson: true, settings: limited }
  }
  if (!settings.anonymous && !isOpen(request)) throw new VisibleError("auth.required", "Sign in to use this site.")
  const address = hashed(request.headers["x-viewer-address"] ?? request.sourceAddress)
  return { owner: visitor.owner, address, visitorOwner, isPerson: false, settings }
}
