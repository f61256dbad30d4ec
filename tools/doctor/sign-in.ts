import { idTokenAlgorithms } from "@parley/functions/sign-in/id-token.ts"
import type { SignInSettings } from "@parley/functions/sign-in/settings.ts"
import { isUnreachable } from "./aws-error.ts"
import { type Finding, fix, ok, warn } from "./finding.ts"

const about = "sign-in"
const timeoutMs = 5_000

/** The fields of a discovery document (OpenID Connect Discovery 1.0 §3) that are checked. */
type Metadata = Partial<
  Record<"issuer" | "authorization_endpoint" | "token_endpoint" | "jwks_uri" | "end_session_endpoint", string> &
    Record<
      "response_types_supported" | "code_challenge_methods_supported" | "id_token_signing_alg_values_supported" | "claims_supported",
      string[]
    >
>

/** Checks the issuer's discovery document and its keys against what the page and the functions need. */
export async function checkSignIn(signIn: SignInSettings): Promise<Finding[]> {
  const { issuer } = signIn
  const discovery = `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`
  const metadata = await read<Metadata>(discovery)
  if (metadata instanceof Error) {
    return [fix(about, `${discovery} ${metadata.message}.`, "Set OIDC_ISSUER to the value of iss in the issuer's tokens.")]
  }
  if (metadata.issuer !== issuer) return [otherIssuer(issuer, metadata.issuer)]
  const wrong = [...flowFindings(metadata), ...endpointFindings(metadata, signIn), ...(await keyFindings(metadata, signIn))]
  const fine = wrong.some(({ mark }) => mark === "fix") ? [] : [ok(about, said(signIn, metadata))]
  return [...fine, ...wrong, ...claimFindings(metadata, signIn), ...placeFindings(issuer)]
}

/** The JSON at an address. Throws an error whose message completes a sentence. */
async function read<Body>(address: string): Promise<Body | Error> {
  try {
    // The functions refuse redirects too: a redirect would lead to another issuer.
    const response = await fetch(address, { redirect: "manual", signal: AbortSignal.timeout(timeoutMs) })
    if (!response.ok) return new Error(`answers ${response.status}`)
    const body = (await response.json()) as Body | null
    return typeof body === "object" && body !== null ? body : new Error("does not answer with a JSON object")
  } catch (error) {
    if (error instanceof SyntaxError) return new Error("does not answer with JSON")
    const timedOut = error instanceof Error && error.name === "TimeoutError"
    if (timedOut) return new Error(`does not answer within ${timeoutMs / 1_000} seconds`)
    return new Error(isUnreachable(error) ? "cannot be reached" : "cannot be read")
  }
}

function otherIssuer(issuer: string, theirs: string | undefined): Finding {
  if (theirs?.includes("{")) {
    const todo = "Set OIDC_ISSUER to one tenant's issuer, for Entra ID https://login.microsoftonline.com/TENANT-ID/v2.0."
    return fix(about, `${issuer} is a multi-tenant issuer (${theirs}): no token will ever carry it as iss.`, todo)
  }
  const todo = theirs ? `Set OIDC_ISSUER=${theirs}` : "Set OIDC_ISSUER to an OpenID Connect issuer."
  return fix(about, `The discovery document names the issuer ${theirs ?? "nowhere"}, not ${issuer}: every token would be refused.`, todo)
}

function flowFindings(metadata: Metadata): Finding[] {
  const { response_types_supported: flows = [], code_challenge_methods_supported: challenges } = metadata
  const algorithms = metadata.id_token_signing_alg_values_supported ?? []
  return [
    ...(flows.includes("code")
      ? []
      : [
          fix(about, "The issuer does not offer the authorization code flow.", "Use an issuer that does: the page supports no other flow."),
        ]),
    // Entra ID and Cognito support PKCE without listing it.
    ...(challenges === undefined || challenges.includes("S256")
      ? []
      : [fix(about, `The issuer does not offer PKCE with S256, only ${challenges.join(", ") || "none"}.`, "Allow S256 at the issuer.")]),
    ...(algorithms.some((algorithm) => idTokenAlgorithms.includes(algorithm))
      ? []
      : [
          fix(
            about,
            `The issuer signs ID tokens with ${algorithms.join(", ") || "no algorithm that it lists"}.`,
            `Configure it to sign with one of ${idTokenAlgorithms.join(", ")}.`,
          ),
        ]),
  ]
}

function endpointFindings(metadata: Metadata, { issuer, origins }: SignInSettings): Finding[] {
  const named = ["authorization_endpoint", "token_endpoint", "jwks_uri"] as const
  const missing = named.filter((name) => !isProtectedAs(issuer, metadata[name] ?? ""))
  if (missing.length) {
    const todo = "Ask the issuer's administrator: all three are required."
    return [fix(about, `The discovery document has no ${issuer.split(":")[0]} address for ${missing.join(", ")}.`, todo)]
  }
  const tokens = new URL(metadata.token_endpoint ?? "").origin
  const [, ...others] = origins
  return [
    ...(origins.includes(tokens)
      ? []
      : [
          fix(
            about,
            `The page gets its tokens from ${tokens}, which its Content Security Policy does not allow.`,
            `Set OIDC_ORIGINS=${[...others, tokens].join(",")}`,
          ),
        ]),
    ...(metadata.end_session_endpoint
      ? []
      : [
          warn(
            about,
            "The issuer has no endpoint to sign out.",
            "Nothing: signing out ends the page's session, and the issuer's session ends by itself later.",
          ),
        ]),
  ]
}

const isProtectedAs = (issuer: string, address: string): boolean =>
  URL.canParse(address) && new URL(address).protocol === new URL(issuer).protocol

async function keyFindings({ jwks_uri: address = "" }: Metadata, { issuer }: SignInSettings): Promise<Finding[]> {
  if (!isProtectedAs(issuer, address)) return []
  const keys = await read<{ keys?: unknown[] }>(address)
  const todo = "Ask the issuer's administrator: without keys no token can be verified, and everyone is refused."
  if (keys instanceof Error) return [fix(about, `The issuer's JWKS at ${address} ${keys.message}.`, todo)]
  return Array.isArray(keys.keys) && keys.keys.length > 0 ? [] : [fix(about, `The issuer's JWKS at ${address} has no key.`, todo)]
}

function claimFindings({ claims_supported: claims }: Metadata, { requiredDomains }: SignInSettings): Finding[] {
  if (requiredDomains.length === 0 || claims?.includes("email_verified")) return []
  const todo = "Test it with one account. If it is refused, use OIDC_REQUIRED_GROUPS instead. Entra ID never sends email_verified."
  return [warn(about, "OIDC_REQUIRED_DOMAINS needs email_verified in the token, and the issuer does not list that claim.", todo)]
}

function placeFindings(issuer: string): Finding[] {
  if (new URL(issuer).protocol === "https:") return []
  const todo = "Set OIDC_ISSUER to an https:// address. To try sign-in on this machine: npm start -- --sign-in."
  return [fix("issuer", `${issuer} is on this machine, which deployed functions cannot reach.`, todo)]
}

const said = ({ issuer, clientId, requiredGroups, requiredDomains }: SignInSettings, metadata: Metadata): string =>
  [
    `at ${issuer}, as ${clientId}`,
    `${metadata.id_token_signing_alg_values_supported?.filter((name) => idTokenAlgorithms.includes(name)).join(", ")}`,
    ...(requiredGroups.length ? [`only ${requiredGroups.join(", ")}`] : []),
    ...(requiredDomains.length ? [`only of ${requiredDomains.join(", ")}`] : []),
  ].join(" · ")
