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
  "has a user pool of the people's email addresses": signIn.hasAUserPool,
  "wants long passwords": signIn.wantsLongPasswords,
  "knows the page as a public client at the site's address": signIn.hasAPublicClient,
  "has both functions trust that pool and client": signIn.signsInAtItsPool,
  "makes no identity pool": signIn.hasNoIdentityPool,
}
const deployed: Record<string, Check> = {
  "keeps secrets out of the environment": resources.holdsNoSecrets,
  "grants exact actions on exact resources": access.isLeastPrivilege,
  "sends the site's headers, with where people sign in": edge.sendsTheHeaders,
  "lets the page talk to nobody else": headers.sendsStrictHeaders,
}
const watched: Record<string, Check> = {
  "rings when the issuer is away": monitoring.ringsForEveryCause,
  "watches only what exists": monitoring.watchesOnlyWhatExists,
}

describe.each<[string, Record<string, Check>, Parameters<typeof graphOf>[0]]>([
  [
    "prod with COGNITO=on",
    {
      ...pool,
      ...deployed,
      ...watched,
      "keeps its people": signIn.keepsItsPeople,
      "lets nobody register": signIn.lets["nobody register"],
    },
    withUserPool,
  ],
  [
    "prod with a domain, open to who registers, with a second factor",
    {
      ...pool,
      ...deployed,
      ...watched,
      "lets anybody register": signIn.lets["anybody register"],
      "asks for a second factor": signIn.asksForASecondFactor,
    },
    withEverySetting,
  ],
  ["a personal stage in sst dev with COGNITO=on", pool, { stage: "my-stage", dev: true, env: { COGNITO: "on" } }],
  ["prod with an issuer of the team's own", { ...deployed, ...watched, "makes no user pool": signIn.hasNoUserPool }, withIssuer],
])("%s", (_, checks, request) => {
  const graph = graphOf(request)
  test.each(Object.entries(checks))("%s", (_, check) => expect(check(graph)).toEqual([]))
})

describe.each(["prod", "my-stage"])("%s without the setting", (stage) => {
  const graph = graphOf({ stage })
  test("has nothing of Cognito", () => expect(signIn.hasNoUserPool(graph)).toEqual([]))
})

const personal = graphOf({ stage: "my-stage", env: { COGNITO: "on" } })
test("a personal stage's pool goes with the stage", () => {
  expect(one(personal, "cognito/userPool", "UserPool").deletionProtection).toBe("INACTIVE")
  expect(personal.filter(({ type, retained }) => type.startsWith("aws:cognito/") && retained)).toEqual([])
})

test("an issuer of the team's own reaches both functions as it was set, and the page may talk to it", () => {
  const graph = graphOf(withIssuer)
  for (const name of ["ChatFunction", "ConversationsFunction"]) {
    expect(one(graph, "lambda/function", name).environment.variables).toMatchObject(withIssuer.env)
  }
  const policy = headers.headersOf(one(graph, "cloudfront/responseHeadersPolicy", "SiteHeaders"))["content-security-policy"]
  expect(policy).toContain("; connect-src 'self' https://login.example.com https://tokens.example.com; ")
})

test("limits and doors of the settings reach the functions beside the pool", () => {
  const { OIDC_REQUIRED_DOMAINS, ROLE_LIMITS, ANONYMOUS } = withEverySetting.env
  expect(one(graphOf(withEverySetting), "lambda/function", "ChatFunction").environment.variables).toMatchObject({
    OIDC_REQUIRED_DOMAINS,
    ROLE_LIMITS,
    ANONYMOUS,
  })
})

test("signing in gives the functions no right more", () => {
  // Names of tables end in letters that SST draws for each run.
  const rights = (graph: Graph) =>
    (["ChatRole", "ConversationsRole"] as const).map((role) =>
      JSON.stringify(access.statementsOf(graph, role)).replaceAll(/TableTable-[a-z]{8}/g, "TableTable"),
    )
  expect(rights(graphOf(withUserPool))).toEqual(rights(graphOf({ stage: "prod" })))
  expect(rights(graphOf(withIssuer))).toEqual(rights(graphOf({ stage: "prod" })))
})
