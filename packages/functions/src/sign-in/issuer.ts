import { createRemoteJWKSet, type JWTVerifyGetKey } from "jose"

/** How long the issuer may take to answer; a person waits meanwhile. */
const timeoutMs = 3_000
/** A token that names an unknown key makes the keys be fetched anew, but not more often than this. */
const cooldownMs = 5_000
/** A key that the issuer has withdrawn is trusted no longer than this. */
const keysMs = 600_000

/** The issuer did not tell its keys, or what it told is none of it. */
export class IssuerError extends Error {
  override readonly name = "IssuerError"
}

/**
 * The keys of an issuer, found by its discovery document (OpenID Connect Discovery 1.0 §4) and kept; rotated keys are fetched when a token
 * names one. Nothing of a token decides where they come from.
 * @throws IssuerError if the issuer cannot be reached or answers with something else
 */
export function issuerKeys(issuer: string, { cacheMaxAge = keysMs, cooldownDuration = cooldownMs } = {}): JWTVerifyGetKey {
  let known: Promise<JWTVerifyGetKey> | undefined
  const find = async (): Promise<JWTVerifyGetKey> => {
    const address = await jwksAddress(issuer)
    return createRemoteJWKSet(address, { timeoutDuration: timeoutMs, cooldownDuration, cacheMaxAge })
  }
  return async (header, token) => {
    known ??= find()
    const keys = await known.catch((error: unknown) => {
      known = undefined
      throw error instanceof IssuerError ? error : new IssuerError("The issuer's discovery document could not be read", { cause: error })
    })
    return keys(header, token)
  }
}

async function jwksAddress(issuer: string): Promise<URL> {
  const discovery = `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`
  const response = await fetch(discovery, { redirect: "error", signal: AbortSignal.timeout(timeoutMs) })
  if (!response.ok) throw new IssuerError(`The issuer answered ${response.status}`)
  const metadata = (await response.json()) as { issuer?: unknown; jwks_uri?: unknown } | null
  if (metadata?.issuer !== issuer) throw new IssuerError("The discovery document is another issuer's")
  const address = URL.parse(String(metadata.jwks_uri))
  // Keys that came unprotected could be anybody's; an issuer on this machine, for trying, has plain HTTP itself.
  if (!address || address.protocol !== new URL(issuer).protocol) throw new IssuerError("The discovery document names no address of keys")
  return address
}
