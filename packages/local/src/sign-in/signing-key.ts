import { generateKeyPair, randomUUID } from "node:crypto"
import { promisify } from "node:util"
import type { JWK } from "oidc-provider"

/** A new private key for ID tokens: RS256, the default algorithm of OpenID Connect. */
export async function newSigningKey(): Promise<JWK> {
  const { privateKey } = await promisify(generateKeyPair)("rsa", { modulusLength: 2048 })
  return { ...privateKey.export({ format: "jwk" }), kid: randomUUID(), alg: "RS256", use: "sig" } as JWK
}
