import type { RoleLimits } from "@parley/core/budget/role-limits.ts"
import * as v from "valibot"
import { dollars, exactOrigins, list, SettingError, wholeNumber } from "../setting-forms.ts"

/** Who may sign in, and where. */
export type SignInSettings = {
  /** Exactly as in the tokens' `iss`. */
  issuer: string
  /** A public client: the page holds no secret. */
  clientId: string
  /** What the page asks the issuer for, separated by spaces. */
  scope: string
  /** The claim that holds a person's groups or roles. */
  groupsClaim: string
  /** A person must be in one of these; empty: in none. */
  requiredGroups: string[]
  /** A person must have a verified email address in one of these, in lower case; empty: any or none. */
  requiredDomains: string[]
  /** The longest accepted age of a token, even if it expires later. */
  maxTokenAgeSeconds: number
  /** The origins that the page contacts to sign in, the issuer's first. */
  origins: string[]
}

const issuer = v.pipe(
  v.string(),
  v.check(isIssuer, "must be an https:// address without query or fragment, exactly as the issuer writes it in its tokens"),
)
const domains = v.pipe(
  list,
  v.checkItems(
    (domain) => /^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/i.test(domain),
    (issue) => `must list email domains such as example.com, not ${issue.input}`,
  ),
  v.transform((names) => names.map((name) => name.toLowerCase())),
)
const roleExample = '{"staff": {"budgetUsd": 5, "turns": 500}}'
const roleLimits = v.pipe(
  v.string(),
  v.parseJson({}, `must be JSON such as ${roleExample}`),
  // To valibot a list is a record, too.
  v.check((limits) => !Array.isArray(limits), `must be JSON such as ${roleExample}`),
  v.record(
    v.string(),
    v.strictObject({
      budgetUsd: v.pipe(v.number(), v.transform(String), dollars),
      turns: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1_000_000)),
    }),
    `must be JSON such as ${roleExample}`,
  ),
)

export const signInSchema = {
  OIDC_ISSUER: v.optional(issuer),
  OIDC_CLIENT_ID: v.optional(
    v.pipe(v.string(), v.regex(/^[\x21-\x7e]{1,255}$/, "must be a client id of printable characters without spaces")),
  ),
  OIDC_SCOPE: v.optional(
    v.pipe(
      v.string(),
      v.check((scope) => scope.split(/\s+/).includes("openid"), "must hold openid"),
    ),
    "openid profile email",
  ),
  OIDC_GROUPS_CLAIM: v.optional(v.string(), "groups"),
  OIDC_REQUIRED_GROUPS: v.optional(list, ""),
  OIDC_REQUIRED_DOMAINS: v.optional(domains, ""),
  OIDC_ORIGINS: v.optional(exactOrigins, ""),
  OIDC_MAX_TOKEN_AGE_HOURS: v.optional(wholeNumber(1, 8_760), "24"),
  ANONYMOUS: v.optional(v.picklist(["on", "off"], "must be on or off")),
  ROLE_LIMITS: v.optional(roleLimits, "{}"),
}
type Parsed = v.InferOutput<ReturnType<typeof v.object<typeof signInSchema, undefined>>>

/** @throws SettingError for settings that contradict each other. */
export function signInSettings(parsed: Parsed): { signIn: SignInSettings | undefined; anonymous: boolean; roleLimits: RoleLimits } {
  const { OIDC_ISSUER, OIDC_CLIENT_ID, ANONYMOUS } = parsed
  if (!OIDC_ISSUER !== !OIDC_CLIENT_ID) throw new SettingError("OIDC_ISSUER and OIDC_CLIENT_ID must be set together.")
  if (!OIDC_ISSUER && ANONYMOUS === "off") throw new SettingError("ANONYMOUS can be off only where people can sign in: set OIDC_ISSUER.")
  const limits = Object.entries(parsed.ROLE_LIMITS).map(([role, { budgetUsd, turns }]) => [role, { budget: budgetUsd, turns }])
  return {
    signIn: OIDC_ISSUER && OIDC_CLIENT_ID ? settingsOf(OIDC_ISSUER, OIDC_CLIENT_ID, parsed) : undefined,
    anonymous: ANONYMOUS ? ANONYMOUS === "on" : !OIDC_ISSUER,
    roleLimits: Object.fromEntries(limits),
  }
}

const settingsOf = (issuer: string, clientId: string, parsed: Parsed): SignInSettings => ({
  issuer,
  clientId,
  scope: parsed.OIDC_SCOPE.split(/\s+/).join(" "),
  groupsClaim: parsed.OIDC_GROUPS_CLAIM,
  requiredGroups: parsed.OIDC_REQUIRED_GROUPS,
  requiredDomains: parsed.OIDC_REQUIRED_DOMAINS,
  maxTokenAgeSeconds: parsed.OIDC_MAX_TOKEN_AGE_HOURS * 3_600,
  origins: [...new Set([new URL(issuer).origin, ...parsed.OIDC_ORIGINS])],
})

/** Plain HTTP is allowed on this machine only, for a trial provider. */
function isIssuer(value: string): boolean {
  const url = URL.parse(value)
  if (!url || url.search || url.hash || url.username || /[?#]$/.test(value)) return false
  return url.protocol === "https:" || (url.protocol === "http:" && ["localhost", "127.0.0.1"].includes(url.hostname))
}
