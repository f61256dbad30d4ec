import { createHash } from "node:crypto"
import { VisibleError } from "@parley/core/visible-error.ts"
import type { IdTokenClaims } from "./id-token.ts"
import type { SignInSettings } from "./settings.ts"

export type Person = {
  /** The owner of the data: a hash of issuer and subject. It differs in form from a visitor's. */
  owner: string
  groups: string[]
}

/**
 * The signed-in person of an ID token. Only the hash of issuer and subject is stored.
 * @throws VisibleError `auth.forbidden` if the required groups or domains do not match
 */
export function personOf(claims: IdTokenClaims, settings: SignInSettings): Person {
  const groups = groupsIn(claims[settings.groupsClaim])
  const { requiredGroups, requiredDomains } = settings
  if (requiredGroups.length > 0 && !requiredGroups.some((group) => groups.includes(group))) throw forbidden()
  if (requiredDomains.length > 0 && !requiredDomains.includes(verifiedDomain(claims) ?? "")) throw forbidden()
  return { owner: personOwner(settings.issuer, claims.sub), groups }
}

export const personOwner = (issuer: string, subject: string): string =>
  `person.${createHash("sha256").update(`${issuer} ${subject}`).digest("base64url")}`

const groupsIn = (claim: unknown): string[] =>
  (Array.isArray(claim) ? claim : [claim]).filter((group): group is string => typeof group === "string")

// An unverified address is unproven text, and the domain of an address with several @ is ambiguous.
function verifiedDomain({ email, email_verified: verified }: IdTokenClaims): string | undefined {
  if (typeof email !== "string" || (verified !== true && verified !== "true")) return undefined
  const [name, domain, ...more] = email.split("@")
  return name && more.length === 0 ? domain?.toLowerCase() : undefined
}

const forbidden = () =>
  new VisibleError("auth.forbidden", "Your account has no access to this site. Ask the site's operator, or use another account.")
