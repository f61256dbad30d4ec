import { describe, expect, test } from "vitest"
import type { Graph } from "../../tools/synth/graph.ts"
import * as access from "./checks/access.ts"
import type { Check } from "./checks/check.ts"
import * as edge from "./checks/edge.ts"
import * as headers from "./checks/headers.ts"
import * as monitoring from "./checks/monitoring.ts"
import * as resources from "./checks/resources.ts"
import * as signIn from "./checks/sign-in.ts"
import { one } from "./support/find.ts"
import { graphOf } from "./support/graphs.ts"
import { withEverySetting, withIssuer, withUserPool } from "./support/settings.ts"

const pool: Record<string, Check> = {
  "has a user pool with email addresses as user names": signIn.hasAUserPool,
  "requires long passwords": signIn.requiresLongPasswords,
  "has a public client for the page at the site's address": signIn.hasAPublicClient,
  "makes both functions trust that pool and client": signIn.signsInAtItsPool,
  "makes no identity pool": signIn.hasNoIdentityPool,
}
const deployed: Record<string, Check> = {
  "keeps secrets out of the environment": resources.holdsNoSecrets,
  "grants exact actions on exact resources": access.isLeastPrivilege,
  "sends the site's headers with the sign-in origins": edge.sendsTheHeaders,
  "lets the page call no other origin": headers.sendsStrictHeaders,
}
const watched: Record<string, Check> = {
  "has an alarm for an unavailable issuer": monitoring.hasEveryAlarm,
  "watches only what exists": monitoring.watchesOnlyWhatExists,
}

describe.each<[string, Record<string, Check>, Parameters<typeof graphOf>[0]]>([
  [
    "prod with COGNITO=on",
    {
      ...pool,
      ...deployed,
      ...watched,
      "keeps its users": signIn.keepsItsUsers,
      "allows no registration": signIn.lets["nobody register"],
    },
    withUserPool,
  ],
  [
    "prod with a domain, open registration and a required second factor",
    {
      ...pool,
      ...deployed,
      ...watched,
      "allows registration": signIn.lets["anybody register"],
      "requires a second factor": signIn.requiresASecondFactor,
    },
    withEverySetting,
  ],
  ["a personal stage in sst dev with COGNITO=on", pool, { stage: "my-stage", dev: true, env: { COGNITO: "on" } }],
  ["prod with an existing issuer", { ...deployed, ...watched, "makes no user pool": signIn.hasNoUserPool }, withIssuer],
])("%s", (_, checks, request) => {
  const graph = graphOf(request)
  test.each(Object.entries(checks))("%s", (_, check) => expect(check(graph)).toEqual([]))
})

describe.each(["prod", "my-stage"])("%s without the setting", (stage) => {
  const graph = graphOf({ stage })
  test("has no Cognito resource", () => expect(signIn.hasNoUserPool(graph)).toEqual([]))
})

const personal = graphOf({ stage: "my-stage", env: { COGNITO: "on" } })
test("removing a personal stage deletes its user pool", () => {
  expect(one(personal, "cognito/userPool", "UserPool").deletionProtection).toBe("INACTIVE")
  expect(personal.filter(({ type, retained }) => type.startsWith("aws:cognito/") && retained)).toEqual([])
})

test("an existing issuer reaches both functions unchanged, and the page may call it", () => {
  const graph = graphOf(withIssuer)
  for (const name of ["ChatFunction", "ConversationsFunction"]) {
    expect(one(graph, "lambda/function", name).environment.variables).toMatchObject(withIssuer.env)
  }
  const policy = headers.headersOf(one(graph, "cloudfront/responseHeadersPolicy", "SiteHeaders"))["content-security-policy"]
  expect(policy).toContain("; connect-src 'self' https://login.example.com https://tokens.example.com; ")
})

test("settings of limits and access reach the functions together with the pool", () => {
  const { OIDC_REQUIRED_DOMAINS, ROLE_LIMITS, ANONYMOUS } = withEverySetting.env
  expect(one(graphOf(withEverySetting), "lambda/function", "ChatFunction").environment.variables).toMatchObject({
    OIDC_REQUIRED_DOMAINS,
    ROLE_LIMITS,
    ANONYMOUS,
  })
})

test("sign-in adds no permission to the functions", () => {
  // SST adds random letters to the names of tables in each run.
  const rights = (graph: Graph) =>
    (["ChatRole", "ConversationsRole"] as const).map((role) =>
      JSON.stringify(access.statementsOf(graph, role)).replaceAll(/TableTable-[a-z]{8}/g, "TableTable"),
    )
  expect(rights(graphOf(withUserPool))).toEqual(rights(graphOf({ stage: "prod" })))
  expect(rights(graphOf(withIssuer))).toEqual(rights(graphOf({ stage: "prod" })))
})
