import { expect, test } from "vitest"
import type { Graph } from "../../tools/synth/graph.ts"
import * as edge from "./checks/edge.ts"
import * as headers from "./checks/headers.ts"
import * as monitoring from "./checks/monitoring.ts"
import * as resources from "./checks/resources.ts"
import * as signIn from "./checks/sign-in.ts"
import { type Inputs, one } from "./support/find.ts"
import { graphOf } from "./support/graphs.ts"
import { add, drop, type Mistake, set } from "./support/mistake.ts"
import { withUserPool } from "./support/settings.ts"

// The checks of signing in: each has to say no to the mistake that it is there for.
const pool = (inputs: Inputs) => (graph: Graph) => set(graph, "cognito/userPool", inputs)
const client = (inputs: Inputs) => (graph: Graph) => set(graph, "cognito/userPoolClient", inputs)
const variables = (graph: Graph, name = "ChatFunction"): Inputs => one(graph, "lambda/function", name).environment.variables
const csp = (graph: Graph): Inputs =>
  one(graph, "cloudfront/responseHeadersPolicy", "SiteHeaders").securityHeadersConfig.contentSecurityPolicy
const editCsp = (from: string, to: string) => (graph: Graph) =>
  (csp(graph).contentSecurityPolicy = String(csp(graph).contentSecurityPolicy).replace(from, to))

const mistakes: Mistake[] = [
  ["a pool in which case counts", signIn.hasAUserPool, pool({ usernameConfiguration: { caseSensitive: true } })],
  ["a pool of invented names", signIn.hasAUserPool, pool({ usernameAttributes: [] })],
  ["addresses that nobody verified", signIn.hasAUserPool, pool({ autoVerifiedAttributes: [] })],
  ["a new address that counts at once", signIn.hasAUserPool, pool({ userAttributeUpdateSettings: undefined })],
  [
    "accounts that come back by phone",
    signIn.hasAUserPool,
    pool({ accountRecoverySetting: { recoveryMechanisms: [{ name: "verified_phone_number", priority: 1 }] } }),
  ],
  ["no second factor", signIn.hasAUserPool, pool({ mfaConfiguration: "OFF" })],
  ["codes by text message", signIn.hasAUserPool, pool({ smsConfiguration: { externalId: "x", snsCallerArn: "arn" } })],
  ["a plan that costs from the first person on", signIn.hasAUserPool, pool({ userPoolTier: "PLUS" })],
  ["the classic page", signIn.hasAUserPool, (g) => set(g, "cognito/userPoolDomain", { managedLoginVersion: 1 })],
  ["a page without a style, which shows nothing", signIn.hasAUserPool, drop("aws:cognito/managedLoginBranding:ManagedLoginBranding")],
  ["an address that others may have", signIn.hasAUserPool, (g) => set(g, "cognito/userPoolDomain", { domain: "parley" })],
  ["a pool that anybody joins", signIn.lets["nobody register"], pool({ adminCreateUserConfig: { allowAdminCreateUserOnly: false } })],
  ["short passwords", signIn.wantsLongPasswords, pool({ passwordPolicy: { minimumLength: 8, temporaryPasswordValidityDays: 7 } })],
  [
    "passwords of a certain kind",
    signIn.wantsLongPasswords,
    pool({ passwordPolicy: { minimumLength: 15, temporaryPasswordValidityDays: 7, requireSymbols: true } }),
  ],
  ["a first password for ever", signIn.wantsLongPasswords, pool({ passwordPolicy: { minimumLength: 15 } })],
  ["a pool that can be deleted", signIn.keepsItsPeople, pool({ deletionProtection: "INACTIVE" })],
  ["a pool that goes with the stack", signIn.keepsItsPeople, (g) => delete g.find(({ name }) => name === "UserPool")?.retained],
  ["a secret", signIn.hasAPublicClient, client({ generateSecret: true })],
  ["the implicit flow", signIn.hasAPublicClient, client({ allowedOauthFlows: ["code", "implicit"] })],
  [
    "a scope more",
    signIn.hasAPublicClient,
    client({ allowedOauthScopes: ["openid", "profile", "email", "aws.cognito.signin.user.admin"] }),
  ],
  ["a callback to everywhere", signIn.hasAPublicClient, client({ callbackUrls: ["https://*.example.com/signed-in"] })],
  [
    "a callback more",
    signIn.hasAPublicClient,
    client({ callbackUrls: ["https://d111111abcdef8.cloudfront.net/signed-in", "http://localhost:3000/signed-in"] }),
  ],
  ["a way out to elsewhere", signIn.hasAPublicClient, client({ logoutUrls: ["https://example.com/"] })],
  ["passwords in the open", signIn.hasAPublicClient, client({ explicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH"] })],
  [
    "a flow that rotation forbids",
    signIn.hasAPublicClient,
    client({ explicitAuthFlows: ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"] }),
  ],
  ["answers that tell who has an account", signIn.hasAPublicClient, client({ preventUserExistenceErrors: "LEGACY" })],
  ["refresh tokens that nobody can revoke", signIn.hasAPublicClient, client({ enableTokenRevocation: false })],
  ["refresh tokens that stay the same", signIn.hasAPublicClient, client({ refreshTokenRotation: undefined })],
  ["tokens of a day", signIn.hasAPublicClient, client({ idTokenValidity: 1440 })],
  ["a month of renewals", signIn.hasAPublicClient, client({ refreshTokenValidity: 720 })],
  ["telling tokens", signIn.hasAPublicClient, client({ readAttributes: undefined })],
  ["addresses that their owners verify", signIn.hasAPublicClient, client({ writeAttributes: ["email", "email_verified"] })],
  ["another issuer", signIn.signsInAtItsPool, (g) => (variables(g).OIDC_ISSUER = "https://cognito-idp.us-east-1.amazonaws.com/other")],
  ["one function without it", signIn.signsInAtItsPool, (g) => delete variables(g, "ConversationsFunction").OIDC_CLIENT_ID],
  ["groups of another claim", signIn.signsInAtItsPool, (g) => delete variables(g).OIDC_GROUPS_CLAIM],
  ["an identity pool", signIn.hasNoIdentityPool, add("aws:cognito/identityPool:IdentityPool", "X", {})],
  [
    "a page that cannot get its tokens",
    headers.sendsStrictHeaders,
    editCsp(" https://parley-prod-123456789012.auth.us-east-1.amazoncognito.com", ""),
  ],
  ["a page that may talk to everybody", headers.sendsStrictHeaders, editCsp("connect-src 'self'", "connect-src 'self' https:")],
  ["a page that may talk to all of Cognito", edge.sendsTheHeaders, editCsp("cognito-idp.us-east-1", "*")],
  ["a client's secret in the environment", resources.holdsNoSecrets, (g) => (variables(g).OIDC_CLIENT_SECRET = "x")],
  [
    "an issuer that nobody watches",
    monitoring.ringsForEveryCause,
    (g) =>
      g.splice(
        g.findIndex(({ name }) => name === "Alarm-sign-in-unavailable"),
        1,
      ),
  ],
]

const prod = JSON.stringify(graphOf(withUserPool))

test.each(mistakes)("%s is found", (_, check, make) => {
  const graph = JSON.parse(prod) as Graph
  expect(check(graph)).toEqual([])
  make(graph)
  expect(check(graph)).not.toEqual([])
})

test("a user pool where nobody asked for one is found", () => {
  expect(signIn.hasNoUserPool(JSON.parse(prod) as Graph)).toHaveLength(4)
})
