import { idTokenAlgorithms } from "@parley/functions/sign-in/id-token.ts"
import type { SignInSettings } from "@parley/functions/sign-in/settings.ts"
import { isUnreachable } from "./aws-error.ts"
import { type Finding, fix, ok, warn } from "./finding.ts"

const about = "sign-in"
const patienceMilliseconds = 5_000

/** What an issuer says of itself (OpenID Connect Discovery 1.0 §3), as far as it matters here. */
type Metadata = Partial<
  Record<"issuer" | "authorization_endpoint" | "token_endpoint" | "jwks_uri" | "end_session_endpoint", string> &
    Record<
      "response_types_supported" | "code_challenge_methods_supported" | "id_token_signing_alg_values_supported" | "claims_supported",
      string[]
    >
>

/** Whether people can sign in at the issuer: what its discovery document says, and its keys, against what the page and the functions need. */
export async function checkSignIn(signIn: SignInSettings): Promise<Finding[]> {
  const { issuer } = signIn
  const discovery = `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`
  const metadata = await read<Metadata>(discovery)
  if (metadata instanceof Error) {
    return [fix(about, `${discovery} ${metadata.message}.`, "Set OIDC_ISSUER to the address that stands as iss in the issuer's tokens.")]
  }
  if (metadata.issuer !== issuer) return [otherIssuer(issuer, metadata.issuer)]
  const wrong = [...flowFindings(metadata), ...endpointFindings(metadata, signIn), ...(await keyFindings(metadata, signIn))]
  const fine = wrong.some(({ mark }) => mark === "fix") ? [] : [ok(about, said(signIn, metadata))]
  return [...fine, ...wrong, ...claimFindings(metadata, signIn), ...placeFindings(issuer)]
}

/** The JSON behind an address, or why there is none, as the end of a sentence. */
async function read<Body>(address: string): Promise<Body | Error> {
  try {
    // As the functions do: an issuer that sends somebody elsewhere is not the one that was named.
    const response = await fetch(address, { redirect: "manual", signal: AbortSignal.timeout(patienceMilliseconds) })
    if (!response.ok) return new Error(`answers ${response.status}`)
    const body = (await response.json()) as Body | null
    return typeof body === "object" && body !== null ? body : new Error("answers with something else than a JSON object")
  } catch (error) {
    if (error instanceof SyntaxError) return new Error("answers with something else than JSON")
    const timedOut = error instanceof Error && error.name === "TimeoutError"
    if (timedOut) return new Error(`does not answer within ${patienceMilliseconds / 1_000} seconds`)
    return new Error(isUnreachable(error) ? "cannot be reached" : "cannot be read")
  }
}

function otherIssuer(issuer: string, theirs: string | undefined): Finding {
  if (theirs?.includes("{")) {
    const todo = "Set OIDC_ISSUER to one tenant's issuer, for Entra ID https://login.microsoftonline.com/TENANT-ID/v2.0."
    return fix(about, `${issuer} stands for any tenant (${theirs}), and no token is of it.`, todo)
  }
  const todo = theirs ? `Set OIDC_ISSUER=${theirs}` : "Set OIDC_ISSUER to an OpenID Connect issuer."
  return fix(about, `The issuer calls itself ${theirs ?? "nothing"}, not ${issuer}: every token would be refused.`, todo)
}

function flowFindings(metadata: Metadata): Finding[] {
  const { response_types_supported: flows = [], code_challenge_methods_supported: challenges } = metadata
  const algorithms = metadata.id_token_signing_alg_values_supported ?? []
  return [
    ...(flows.includes("code")
      ? []
      : [fix(about, "The issuer does not offer the authorization code flow.", "Use an issuer that does: the page knows no other.")]),
    // Entra ID and Cognito know PKCE and do not say so.
    ...(challenges === undefined || challenges.includes("S256")
      ? []
      : [fix(about, `The issuer does not offer PKCE with S256, only ${challenges.join(", ") || "none"}.`, "Allow S256 at the issuer.")]),
    ...(algorithms.some((algorithm) => idTokenAlgorithms.includes(algorithm))
      ? []
      : [
          fix(
            about,
            `The issuer signs ID tokens with ${algorithms.join(", ") || "nothing that it names"}.`,
            `Let it sign with one of ${idTokenAlgorithms.join(", ")}.`,
          ),
        ]),
  ]
}

function endpointFindings(metadata: Metadata, { issuer, origins }: SignInSettings): Finding[] {
  const named = ["authorization_endpoint", "token_endpoint", "jwks_uri"] as const
  const missing = named.filter((name) => !isProtectedAs(issuer, metadata[name] ?? ""))
  if (missing.length) {
    const todo = "Ask whoever runs the issuer; every one is required."
    return [fix(about, `The discovery document names no ${issuer.split(":")[0]} address as ${missing.join(", ")}.`, todo)]
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
            "The issuer has no address to sign out at.",
            "Nothing: signing out ends the session of the page, and the issuer's stays until it ends by itself.",
          ),
        ]),
  ]
}

const isProtectedAs = (issuer: string, address: string): boolean =>
  URL.canParse(address) && new URL(address).protocol === new URL(issuer).protocol

async function keyFindings({ jwks_uri: address = "" }: Metadata, { issuer }: SignInSettings): Promise<Finding[]> {
  if (!isProtectedAs(issuer, address)) return []
  const keys = await read<{ keys?: unknown[] }>(address)
  const todo = "Ask whoever runs the issuer: without its keys no token can be checked, and everybody is refused."
  if (keys instanceof Error) return [fix(about, `${address}, where the issuer's keys are, ${keys.message}.`, todo)]
  return Array.isArray(keys.keys) && keys.keys.length > 0 ? [] : [fix(about, `${address} holds no key.`, todo)]
}

function claimFindings({ claims_supported: claims }: Metadata, { requiredDomains }: SignInSettings): Finding[] {
  if (requiredDomains.length === 0 || claims?.includes("email_verified")) return []
  const todo =
    "Try it with one account; if nobody gets in, use OIDC_REQUIRED_GROUPS instead. Entra ID never says that an address is verified."
  return [warn(about, "OIDC_REQUIRED_DOMAINS needs email_verified in the token, and the issuer does not name that claim.", todo)]
}

function placeFindings(issuer: string): Finding[] {
  if (new URL(issuer).protocol === "https:") return []
  const todo = "Set OIDC_ISSUER to an https:// address. To try signing in on this machine: npm start -- --sign-in."
  return [fix("issuer", `${issuer} is on this machine, where no deployed function finds it.`, todo)]
}

const said = ({ issuer, clientId, requiredGroups, requiredDomains }: SignInSettings, metadata: Metadata): string =>
  [
    `at ${issuer}, as ${clientId}`,
    `${metadata.id_token_signing_alg_values_supported?.filter((name) => idTokenAlgorithms.includes(name)).join(", ")}`,
    ...(requiredGroups.length ? [`only ${requiredGroups.join(", ")}`] : []),
    ...(requiredDomains.length ? [`only of ${requiredDomains.join(", ")}`] : []),
  ].join(" · ")
