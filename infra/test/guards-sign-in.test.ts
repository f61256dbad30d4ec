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

// Plants a mistake for each check of sign-in, which the check must find.
const pool = (inputs: Inputs) => (graph: Graph) => set(graph, "cognito/userPool", inputs)
const client = (inputs: Inputs) => (graph: Graph) => set(graph, "cognito/userPoolClient", inputs)
const variables = (graph: Graph, name = "ChatFunction"): Inputs => one(graph, "lambda/function", name).environment.variables
const csp = (graph: Graph): Inputs =>
  one(graph, "cloudfront/responseHeadersPolicy", "SiteHeaders").securityHeadersConfig.contentSecurityPolicy
const editCsp = (from: string, to: string) => (graph: Graph) =>
  (csp(graph).contentSecurityPolicy = String(csp(graph).contentSecurityPolicy).replace(from, to))

const mistakes: Mistake[] = [
  ["case-sensitive user names", signIn.hasAUserPool, pool({ usernameConfiguration: { caseSensitive: true } })],
  ["user names instead of email addresses", signIn.hasAUserPool, pool({ usernameAttributes: [] })],
  ["unverified addresses", signIn.hasAUserPool, pool({ autoVerifiedAttributes: [] })],
  ["a changed address that is valid before its verification", signIn.hasAUserPool, pool({ userAttributeUpdateSettings: undefined })],
  [
    "account recovery by phone",
    signIn.hasAUserPool,
    pool({ accountRecoverySetting: { recoveryMechanisms: [{ name: "verified_phone_number", priority: 1 }] } }),
  ],
  ["no second factor", signIn.hasAUserPool, pool({ mfaConfiguration: "OFF" })],
  ["codes by text message", signIn.hasAUserPool, pool({ smsConfiguration: { externalId: "x", snsCallerArn: "arn" } })],
  ["a plan without a free tier", signIn.hasAUserPool, pool({ userPoolTier: "PLUS" })],
  ["the classic sign-in page", signIn.hasAUserPool, (g) => set(g, "cognito/userPoolDomain", { managedLoginVersion: 1 })],
  ["a sign-in page without a style, which stays empty", signIn.hasAUserPool, drop("aws:cognito/managedLoginBranding:ManagedLoginBranding")],
  ["a sign-in address that is not unique", signIn.hasAUserPool, (g) => set(g, "cognito/userPoolDomain", { domain: "parley" })],
  ["open registration", signIn.lets["nobody register"], pool({ adminCreateUserConfig: { allowAdminCreateUserOnly: false } })],
  ["short passwords", signIn.requiresLongPasswords, pool({ passwordPolicy: { minimumLength: 8, temporaryPasswordValidityDays: 7 } })],
  [
    "required kinds of characters",
    signIn.requiresLongPasswords,
    pool({ passwordPolicy: { minimumLength: 15, temporaryPasswordValidityDays: 7, requireSymbols: true } }),
  ],
  ["a temporary password without an end", signIn.requiresLongPasswords, pool({ passwordPolicy: { minimumLength: 15 } })],
  ["a pool that can be deleted", signIn.keepsItsUsers, pool({ deletionProtection: "INACTIVE" })],
  ["a pool that is deleted with the stack", signIn.keepsItsUsers, (g) => delete g.find(({ name }) => name === "UserPool")?.retained],
  ["a client secret", signIn.hasAPublicClient, client({ generateSecret: true })],
  ["the implicit flow", signIn.hasAPublicClient, client({ allowedOauthFlows: ["code", "implicit"] })],
  [
    "an extra scope",
    signIn.hasAPublicClient,
    client({ allowedOauthScopes: ["openid", "profile", "email", "aws.cognito.signin.user.admin"] }),
  ],
  ["a wildcard callback", signIn.hasAPublicClient, client({ callbackUrls: ["https://*.example.com/signed-in"] })],
  [
    "an extra callback",
    signIn.hasAPublicClient,
    client({ callbackUrls: ["https://d111111abcdef8.cloudfront.net/signed-in", "http://localhost:3000/signed-in"] }),
  ],
  ["a sign-out redirect to another site", signIn.hasAPublicClient, client({ logoutUrls: ["https://example.com/"] })],
  ["a flow that sends passwords", signIn.hasAPublicClient, client({ explicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH"] })],
  [
    "a flow that token rotation forbids",
    signIn.hasAPublicClient,
    client({ explicitAuthFlows: ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"] }),
  ],
  ["errors that reveal whether an account exists", signIn.hasAPublicClient, client({ preventUserExistenceErrors: "LEGACY" })],
  ["refresh tokens without revocation", signIn.hasAPublicClient, client({ enableTokenRevocation: false })],
  ["refresh tokens without rotation", signIn.hasAPublicClient, client({ refreshTokenRotation: undefined })],
  ["ID tokens valid for a day", signIn.hasAPublicClient, client({ idTokenValidity: 1440 })],
  ["refresh tokens valid for a month", signIn.hasAPublicClient, client({ refreshTokenValidity: 720 })],
  ["tokens with more attributes", signIn.hasAPublicClient, client({ readAttributes: undefined })],
  ["email_verified writable by the user", signIn.hasAPublicClient, client({ writeAttributes: ["email", "email_verified"] })],
  ["another issuer", signIn.signsInAtItsPool, (g) => (variables(g).OIDC_ISSUER = "https://cognito-idp.us-east-1.amazonaws.com/other")],
  ["one function without the issuer", signIn.signsInAtItsPool, (g) => delete variables(g, "ConversationsFunction").OIDC_CLIENT_ID],
  ["groups of another claim", signIn.signsInAtItsPool, (g) => delete variables(g).OIDC_GROUPS_CLAIM],
  ["an identity pool", signIn.hasNoIdentityPool, add("aws:cognito/identityPool:IdentityPool", "X", {})],
  [
    "a page that may not call the token endpoint",
    headers.sendsStrictHeaders,
    editCsp(" https://parley-prod-123456789012.auth.us-east-1.amazoncognito.com", ""),
  ],
  ["a page that may call every origin", headers.sendsStrictHeaders, editCsp("connect-src 'self'", "connect-src 'self' https:")],
  ["a page that may call every Cognito domain", edge.sendsTheHeaders, editCsp("cognito-idp.us-east-1", "*")],
  ["a client's secret in the environment", resources.holdsNoSecrets, (g) => (variables(g).OIDC_CLIENT_SECRET = "x")],
  [
    "an issuer without an alarm",
    monitoring.hasEveryAlarm,
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

test("a user pool without COGNITO=on is found", () => {
  expect(signIn.hasNoUserPool(JSON.parse(prod) as Graph)).toHaveLength(4)
})
