import type { FakeApi } from "@parley/testing/site/fake-api.ts"

const first = "What does winter storage cost for a boat, afloat and ashore?"
const edited = "What does winter storage cost for a 10 m boat, afloat and ashore?"

const short =
  "Ashore is usually cheaper: expect **$130 to $240** a month, plus the crane twice. Tell me the length of the boat for a comparison."

const table = `Winter storage costs **less ashore than afloat** from the third month on. For a 10 m boat, November to March:

| Place | Per month | Crane | Five months |
| --- | ---: | ---: | ---: |
| Afloat, north basin | $214.00 | – | $1,070.00 |
| Ashore, open | $128.00 | $190.00 | $830.00 |
| Ashore, shed | $236.00 | $190.00 | $1,370.00 |

The shed pays off only if the mast stays up, because the open yard asks for it to be lowered.`

const plain = `For five months, a 10 m boat costs about $830 in the open yard, $1,070 afloat and $1,370 in the shed. The crane is included.`

const brief = `Cheapest is the open yard (**$830** for five months). Afloat costs **$1,070**, the shed **$1,370**.`

/** A question that was edited, with three answers to its second version, the second of which is shown. */
export function seedVersions(api: FakeApi): void {
  api.models = [{ modelId: "fake", name: "Claude Haiku 5.5", default: true }]
  api.seed("cnv_a", "Winter storage rates compared", [[first, short]])
  api.seedTurn("cnv_a", edited, plain, null)
  const shown = api.seedTurn("cnv_a", edited, table, null)
  api.seedTurn("cnv_a", edited, brief, null)
  api.show("cnv_a", shown.turnId)
}

/** The same, while a further answer is written and another one is shown. */
export function seedRunningVersion(api: FakeApi): void {
  seedVersions(api)
  const other = api.seedTurn("cnv_a", edited, "For a 10 m boat", null)
  Object.assign(other, { status: "streaming", runs: 1 })
  api.show("cnv_a", "trn_cnv_a_2")
}

const cut = `Set it when the session begins:

\`\`\`ts
import { randomBytes } from "node:crypto"

export function sessionCookie(days = 30): string {
  const id = randomBytes(32).toString("base64url")
  const maxAge = days * 24 *`

const rest = ` 60 * 60
  // Lax: links from other sites keep the session, forms there do not.
  return \`__Host-session=\${id}; Path=/; Max-Age=\${maxAge}; SameSite=Lax; Secure; HttpOnly\`
}
\`\`\`

Store only a hash of \`id\`, so that a copy of the table opens no session.`

/** An answer that hit the length limit in a code block. */
export function seedCut(api: FakeApi) {
  api.models = [{ modelId: "fake", name: "Claude Haiku 5.5", default: true }]
  api.seed("cnv_a", "A cookie for the session")
  const turn = api.seedTurn("cnv_a", "Show me the session cookie in TypeScript.", cut)
  turn.stopReason = "max_tokens"
  api.answer = async function* () {
    yield rest
  }
  return turn
}

/** The same answer, continued. */
export function seedContinued(api: FakeApi): void {
  api.seedContinuation(seedCut(api), rest)
}
