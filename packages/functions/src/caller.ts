import { createHmac } from "node:crypto"
import { hasOwnLimits, personSettings } from "@parley/core/budget/role-limits.ts"
import type { Caller, TurnSettings } from "@parley/core/context.ts"
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
  /** The owner of the visitor cookie, if the request has one: for a signed-in person, the visitor before the sign-in. */
  visitorOwner: string | undefined
}

/** Routes that need no sign-in: what the page has to know before a sign-in. */
const openResources = new Set(["/config", "/health"])
const isOpen = ({ method, resource }: ApiRequest): boolean => method === "OPTIONS" || openResources.has(resource)

/** The bearer token of a request, on a site with sign-in. */
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
 * Identifies the caller: the person of the bearer token, else the visitor of the cookie. A refused token never falls back to the cookie, which would
 * store a person's messages under a visitor. The address is hashed with the day's key, so it cannot be followed from one day to the next, nor
 * found by trying all addresses once the key is gone. People have an address budget apart from that of the visitors behind the same address, so that
 * neither uses up the other's; that of a person whose role has limits is not looked at.
 * @param addressKey the day's key, for routes that are counted by address; the others have none, and answer while the table takes no writes
 * @throws VisibleError `auth.required`, `auth.forbidden`, `auth.unavailable`
 */
export async function identify(
  request: ApiRequest,
  visitor: Visitor,
  settings: Settings,
  keys: JWTVerifyGetKey | undefined,
  addressKey: (() => Promise<string>) | undefined,
): Promise<IdentifiedCaller> {
  const visitorOwner = visitor.isKnown ? visitor.owner : undefined
  const token = bearerToken(request, settings)
  if (token !== undefined && settings.signIn && keys && request.resource !== "/health" && request.method !== "OPTIONS") {
    const { owner, groups } = personOf(await verifyIdToken(token, keys, settings.signIn), settings.signIn)
    const limited = personSettings(settings, settings.roleLimits, groups)
    const place = hasOwnLimits(settings.roleLimits, groups) ? { address: owner } : placeOf(request, await addressKey?.(), "person ")
    return { owner, ...place, visitorOwner, isPerson: true, isReturning: true, settings: limited }
  }
  if (!settings.anonymous && !isOpen(request)) throw new VisibleError("auth.required", "Sign in to use this site.")
  const place = placeOf(request, await addressKey?.())
  return { owner: visitor.owner, ...place, visitorOwner, isPerson: false, isReturning: visitor.isKnown, settings }
}

/** The address, and of an IPv6 one its /48, as hashes. */
function placeOf(request: ApiRequest, key: string | undefined, prefix = ""): Pick<Caller, "address" | "network"> {
  if (key === undefined) return { address: "" }
  const hashed = (source: string) => createHmac("sha256", key).update(`${prefix}${source}`).digest("base64url")
  const address = request.headers["x-viewer-address"] ?? request.sourceAddress
  const network = networkOf(address)
  return { address: hashed(address), ...(network && { network: hashed(network) }) }
}

/** The /48 of an address that the edge gave as its /64. */
export function networkOf(address: string): string | undefined {
  const groups = /^((?:[0-9a-f]{1,4}:){3})[0-9a-f]{1,4}::\/64$/.exec(address)?.[1]
  return groups && `${groups}:/48`
}
