import type { FakeApi } from "@parley/testing/site/fake-api.ts"

const table = `The three usual places differ in who can read the token and how long it lives.

| Place | Readable by scripts | Survives a reload | Sent by itself | Fits |
| --- | :---: | :---: | :---: | --- |
| \`HttpOnly\` cookie | no | yes | yes | a site with its own server |
| \`localStorage\` | yes | yes | no | nothing that must stay secret |
| Memory of the page | yes, while it is open | no | no | a single-page app with silent renewal |

Prefer the **cookie** if page and API share an origin: add \`Secure\` and \`SameSite=Lax\`, and a script that an attacker plants cannot read it. In
memory, a reload needs one redirect to the identity provider.`

const code = `Set it when the session begins. \`__Host-\` makes the browser refuse the cookie unless it is secure, for the whole site and without a domain:

\`\`\`ts
import { randomBytes } from "node:crypto"

export function sessionCookie(days = 30): string {
  const id = randomBytes(32).toString("base64url")
  const maxAge = days * 24 * 60 * 60
  // Lax: links from other sites keep the session, forms there do not.
  const limits = \`Path=/; Max-Age=\${maxAge}; SameSite=Lax\`
  return \`__Host-session=\${id}; \${limits}; Secure; HttpOnly\`
}
\`\`\`

Two details:

1. Store only a hash of \`id\`, so that a copy of the table opens no session.
2. Make a new id after each sign-in.`

/** A conversation of two turns, the first answered with a table, the second with code, in a sidebar of several. */
export function seedConversation(api: FakeApi): void {
  api.models = [{ modelId: "fake", name: "Claude Haiku 5.5", default: true }]
  const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString()
  api.seed("cnv_d", "Plan a week in Lisbon", [], hoursAgo(75))
  api.seed("cnv_c", "Why is my query slow?", [], hoursAgo(50))
  api.seed("cnv_b", "Release notes for version 2", [], hoursAgo(26))
  api.seed("cnv_a", "Where to keep a session token", [
    ["Where should a web app keep its session token? Compare the options.", table],
    ["Show me the cookie in TypeScript.", code],
  ])
}
