import type { IncomingMessage } from "node:http"
import { FakeFailure } from "./fake-turn.ts"

export type SignIn = { issuer: string; clientId: string; scope: string; anonymous: boolean }
type Rules = { signIn: SignIn | null; refuseToken: (sub: string) => FakeFailure | undefined }

/** The owner of data from a visitor without a token. */
export const visitor = "visitor"

const isOpen = (route: string) => route === "GET /config" || route === "GET /health"

/** The owner that a request acts for. The token is read, not verified: the real API verifies it and has tests for that. */
export function ownerOf({ headers }: IncomingMessage, route: string, { signIn, refuseToken }: Rules): string {
  const token = /^Bearer (.+)$/.exec(headers.authorization ?? "")?.[1]
  if (!token) {
    if (isOpen(route) || !signIn || (signIn.anonymous && !route.endsWith("/adopt"))) return visitor
    throw new FakeFailure(401, "auth.required")
  }
  const { iss, aud, exp, sub } = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString())
  if (iss !== signIn?.issuer || aud !== signIn?.clientId || exp * 1_000 <= Date.now()) throw new FakeFailure(401, "auth.required")
  const refusal = refuseToken(sub)
  if (refusal) throw refusal
  return sub
}
