import { importJWK, type JWTHeaderParameters, type JWTPayload, SignJWT } from "jose"
import { type SignInServer, startSignIn } from "../../src/sign-in/server.ts"
import { newSigningKey } from "../../src/sign-in/signing-key.ts"

export type SigningKey = Awaited<ReturnType<typeof newSigningKey>>
type TokenOptions = { key?: SigningKey; header?: Partial<JWTHeaderParameters> }

export type TestIssuer = SignInServer & {
  /** The signing key, and any other key that is still published. */
  keys: SigningKey[]
  publish(...keys: SigningKey[]): void
  /** Starts again on its port after a stop. */
  again(): Promise<SignInServer>
  /** An ID token as the provider issues it, valid for one hour, with optional other claims, header or key. */
  token(claims?: JWTPayload, options?: TokenOptions): Promise<string>
}

/** The provider of `npm start -- --sign-in`, with a key that the test also has. */
export async function startTestIssuer(): Promise<TestIssuer> {
  const keys = [await newSigningKey()]
  const server = await startSignIn({ port: 0, keys })
  return {
    ...server,
    keys,
    publish(...others) {
      keys.splice(0, keys.length, ...others)
      server.useKeys([...others])
    },
    again: () => startSignIn({ port: Number(new URL(server.issuer).port), keys: [...keys] }),
    async token(claims = {}, { key = keys[0] as SigningKey, header = {} } = {}) {
      const now = Math.floor(Date.now() / 1_000)
      const payload = { iss: server.issuer, aud: "parley", sub: "one", iat: now, exp: now + 3_600, ...claims }
      return new SignJWT(payload)
        .setProtectedHeader({ alg: "RS256", kid: String(key.kid), ...header })
        .sign(await importJWK(key as Parameters<typeof importJWK>[0], "RS256"))
    },
  }
}
