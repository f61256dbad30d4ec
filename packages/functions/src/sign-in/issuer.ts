import { createRemoteJWKSet, type JWTVerifyGetKey } from "jose"

/** Timeout for an answer of the issuer, while a person waits. */
const timeoutMs = 3_000
/** A token with an unknown key id reloads the keys, at most this often. */
const cooldownMs = 5_000
/** The longest time that a withdrawn key is still trusted. */
const keysMs = 600_000

/** The issuer's JWKS is unavailable or malformed. */
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
  // Keys over plain HTTP can be forged; only an issuer on this machine, for trials, uses it.
  if (!address || address.protocol !== new URL(issuer).protocol) throw new IssuerError("The discovery document names no address of keys")
  return address
}
