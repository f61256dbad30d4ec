import { createServer } from "node:http"
import type { AddressInfo } from "node:net"

/** The difference from a good issuer: fields of its discovery document (`undefined` removes one), or other responses. */
export type Oddity = {
  metadata?: (origin: string) => Record<string, unknown>
  discovery?: { status?: number; headers?: Record<string, string>; body?: string; never?: true }
  keys?: { status?: number; body?: string }
}

const key = {
  kty: "EC",
  crv: "P-256",
  kid: "1",
  alg: "ES256",
  use: "sig",
  x: "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
  y: "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
}

/** The discovery document and the keys of an OpenID Connect issuer on this machine. */
export async function startIssuer({ metadata, discovery = {}, keys = {} }: Oddity = {}): Promise<{ issuer: string; close(): void }> {
  const server = createServer((request, response) => {
    if (request.url === "/realm/.well-known/openid-configuration") {
      if (discovery.never) return
      const document = { ...good(origin), ...metadata?.(origin) }
      response.writeHead(discovery.status ?? 200, { "content-type": "application/json", ...discovery.headers })
      response.end(discovery.body ?? JSON.stringify(document))
    } else if (request.url === "/keys") {
      response.writeHead(keys.status ?? 200, { "content-type": "application/json" }).end(keys.body ?? JSON.stringify({ keys: [key] }))
    } else {
      response.writeHead(404).end()
    }
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    issuer: `${origin}/realm`,
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}

const good = (origin: string) => ({
  issuer: `${origin}/realm`,
  authorization_endpoint: `${origin}/authorize`,
  token_endpoint: `${origin}/token`,
  end_session_endpoint: `${origin}/sign-out`,
  jwks_uri: `${origin}/keys`,
  response_types_supported: ["code", "id_token"],
  code_challenge_methods_supported: ["plain", "S256"],
  id_token_signing_alg_values_supported: ["HS256", "ES256"],
  claims_supported: ["sub", "email", "email_verified"],
})
