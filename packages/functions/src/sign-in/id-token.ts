import { VisibleError } from "@parley/core/visible-error.ts"
import { errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from "jose"
import { logInfo } from "../log.ts"
import type { SignInSettings } from "./settings.ts"

/** Asymmetric algorithms only: a public key cannot be used as a shared secret, and `none` is excluded. */
export const idTokenAlgorithms = ["RS256", "PS256", "ES256", "EdDSA"]
/** The accepted difference between the clocks of issuer and function. */
const clockToleranceSeconds = 30
/** Far above any issuer's tokens; longer ones are refused unread. */
const maxTokenCharacters = 16_000

export type IdTokenClaims = JWTPayload & { sub: string }

/**
 * The claims of an ID token that the issuer made for this site and that holds now (OpenID Connect Core 1.0 §3.1.3.7). Its nonce is the
 * page's to check, which made it: renewed tokens need not have one (§12.2).
 * @throws VisibleError `auth.required` for any other token, `auth.unavailable` if the issuer's keys are unavailable
 */
export async function verifyIdToken(token: string, keys: JWTVerifyGetKey, settings: SignInSettings): Promise<IdTokenClaims> {
  const { issuer, clientId, maxTokenAgeSeconds } = settings
  if (token.length > maxTokenCharacters) throw refused("too long")
  try {
    const { payload, protectedHeader } = await jwtVerify(token, keys, {
      issuer,
      audience: clientId,
      algorithms: idTokenAlgorithms,
      requiredClaims: ["sub", "exp", "iat"],
      clockTolerance: clockToleranceSeconds,
      maxTokenAge: maxTokenAgeSeconds,
    })
    const wrong = wrongIn(payload, protectedHeader.typ, clientId)
    if (wrong) throw refused(wrong)
    return payload as IdTokenClaims
  } catch (error) {
    if (error instanceof VisibleError) throw error
    if (isTokensFault(error)) throw refused(error.code, error)
    throw new VisibleError(
      "auth.unavailable",
      "The identity provider did not respond. Try again in a moment.",
      { retryAfter: 5 },
      { cause: error },
    )
  }
}

/** Checks that jose leaves to its caller. Issuers sign other tokens with the same key, some for the same audience. */
function wrongIn(payload: JWTPayload, type: string | undefined, clientId: string): string | undefined {
  const { sub, aud, azp, iat = 0, token_use: use, typ, events } = payload
  if (typeof sub !== "string" || sub === "" || sub.length > 255) return "sub"
  if (iat > Date.now() / 1_000 + clockToleranceSeconds) return "iat"
  if (azp !== undefined ? azp !== clientId : Array.isArray(aud) && aud.length > 1) return "azp"
  // Every kind of token that is not an ID token names its kind (RFC 8725 §3.11): access, logout, DPoP and security event tokens.
  if (type !== undefined && !/^jwt$/i.test(type)) return "a token of another type"
  // Logout tokens (OpenID Connect Back-Channel Logout 1.0 §2.4) and security events without a type.
  if (events !== undefined) return "a token of events"
  // Access tokens of Cognito and Keycloak.
  if (use !== undefined && use !== "id") return "an access token"
  if (typ !== undefined && typ !== "ID") return "an access token"
  return undefined
}

// Includes keys that the issuer does not know. An issuer that does not answer, or answers without keys, is not an error of the token.
function isTokensFault(error: unknown): error is errors.JOSEError {
  if (!(error instanceof errors.JOSEError)) return false
  return !(error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid || error.code === errors.JOSEError.code)
}

/** Logs the reason; the caller learns only that the token was refused. */
function refused(reason: string, cause?: unknown): VisibleError {
  const claim = cause instanceof errors.JWTClaimValidationFailed ? cause.claim : undefined
  logInfo("A token was refused", { reason, ...(claim && { claim }) })
  return new VisibleError("auth.required", "Your sign-in is no longer valid. Sign in again.")
}
