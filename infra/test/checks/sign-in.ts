import type { Graph } from "../../../tools/synth/graph.ts"
import { all, type Inputs, one } from "../support/find.ts"
import { type Check, unless } from "./check.ts"

const functionNames = ["ChatFunction", "ConversationsFunction"]

/** Where the page may go to sign people in, by what the functions are told. */
export function signInOriginsOf(graph: Graph): string[] {
  const { OIDC_ISSUER: issuer, OIDC_ORIGINS: origins = "" } = variablesOf(graph)
  return issuer ? [new URL(issuer).origin, ...String(origins).split(",").filter(Boolean)] : []
}

export const hasNoUserPool: Check = (graph) =>
  graph.filter(({ type }) => type.startsWith("aws:cognito/")).map(({ type, name }) => `${type} ${name}`)

export const hasNoIdentityPool: Check = (graph) =>
  graph.filter(({ type }) => type.startsWith("aws:cognito/identityPool")).map(({ type, name }) => `${type} ${name}`)

export const hasAUserPool: Check = (graph) => {
  const pool = one(graph, "cognito/userPool", "UserPool")
  const domain = one(graph, "cognito/userPoolDomain", "UserPoolDomain")
  const [style] = all(graph, "cognito/managedLoginBranding")
  return unless({
    "not one pool": all(graph, "cognito/userPool").length === 1,
    "people do not sign in by email": pool.usernameAttributes?.join() === "email" && pool.aliasAttributes === undefined,
    "One@ and one@ are two people": pool.usernameConfiguration?.caseSensitive === false,
    "an address counts that nobody verified":
      pool.autoVerifiedAttributes?.join() === "email" &&
      pool.userAttributeUpdateSettings?.attributesRequireVerificationBeforeUpdates?.join() === "email",
    "accounts come back by something else than the verified email":
      JSON.stringify(pool.accountRecoverySetting?.recoveryMechanisms) === '[{"name":"verified_email","priority":1}]',
    "nobody can have a second factor": pool.softwareTokenMfaConfiguration?.enabled === true && pool.mfaConfiguration !== "OFF",
    "codes go by text message": pool.smsConfiguration === undefined,
    "the plan is not the cheapest with managed login": pool.userPoolTier === "ESSENTIALS",
    "the page is the classic one, or shows nothing":
      domain.managedLoginVersion === 2 && style?.useCognitoProvidedValues === true && style.clientId === "UserPoolClient-id",
    "the page's address may be somebody else's":
      domain.domain === `parley-${one(graph, "apigateway/stage", "ApiStage").stageName}-123456789012` &&
      /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])$/.test(domain.domain),
  })
}

export const lets: Record<"nobody register" | "anybody register", Check> = {
  "nobody register": (graph) => unless({ "anybody may register": onlyByAdministrators(graph) === true }),
  "anybody register": (graph) => unless({ "nobody may register": onlyByAdministrators(graph) === false }),
}
const onlyByAdministrators = (graph: Graph) => one(graph, "cognito/userPool", "UserPool").adminCreateUserConfig?.allowAdminCreateUserOnly

export const asksForASecondFactor: Check = (graph) =>
  unless({ "no second factor is asked for": one(graph, "cognito/userPool", "UserPool").mfaConfiguration === "ON" })

/** As NIST SP 800-63B-4 wants a password that is the only factor: long, of whatever people remember. */
export const wantsLongPasswords: Check = (graph) => {
  const policy = one(graph, "cognito/userPool", "UserPool").passwordPolicy
  return unless({
    "passwords may be shorter than 15": policy?.minimumLength >= 15,
    "kinds of characters are asked for": !Object.entries(policy ?? {}).some(([name, value]) => name.startsWith("require") && value),
    "a first password holds for more than a week": policy?.temporaryPasswordValidityDays <= 7,
  })
}

export const hasAPublicClient: Check = (graph) => {
  const client = one(graph, "cognito/userPoolClient", "UserPoolClient")
  const site = siteOf(graph)
  const units = client.tokenValidityUnits
  return unless({
    "not one client": all(graph, "cognito/userPoolClient").length === 1,
    "it has a secret, which a page cannot keep": client.generateSecret === false,
    "it gets tokens in another way than for a code":
      client.allowedOauthFlowsUserPoolClient === true && client.allowedOauthFlows?.join() === "code",
    "it may ask for more than who somebody is": client.allowedOauthScopes?.join(" ") === "openid profile email",
    "codes are sent elsewhere than to the site": client.callbackUrls?.join() === `${site}/signed-in`,
    "people are sent elsewhere after signing out": client.logoutUrls?.join() === `${site}/`,
    "passwords are taken outside of the page": client.explicitAuthFlows?.join() === "ALLOW_USER_SRP_AUTH",
    "it tells who has an account": client.preventUserExistenceErrors === "ENABLED",
    "a stolen refresh token goes on": client.enableTokenRevocation === true && client.refreshTokenRotation?.feature === "ENABLED",
    "somebody who was shut out stays longer than half an hour":
      units?.idToken === "minutes" && client.idTokenValidity <= 30 && units.accessToken === "minutes" && client.accessTokenValidity <= 30,
    "a page renews by itself for more than a day": units?.refreshToken === "hours" && client.refreshTokenValidity <= 24,
    "tokens tell more than they need": client.readAttributes?.join() === "email,email_verified,name",
    "people can set that their address is verified": client.writeAttributes?.join() === "email,name",
  })
}

/** Both functions check tokens of the pool that the stack makes, and the page may talk to it. */
export const signsInAtItsPool: Check = (graph) =>
  functionNames.flatMap((name) => {
    const { OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_GROUPS_CLAIM, OIDC_ORIGINS } = variablesOf(graph, name)
    const { domain } = one(graph, "cognito/userPoolDomain", "UserPoolDomain")
    return unless({
      [`${name} trusts another issuer`]: OIDC_ISSUER === "https://cognito-idp.us-east-1.amazonaws.com/UserPool-id",
      [`${name} trusts another client`]: OIDC_CLIENT_ID === "UserPoolClient-id",
      [`${name} looks for groups elsewhere`]: OIDC_GROUPS_CLAIM === "cognito:groups",
      [`${name} does not know the sign-in page`]: OIDC_ORIGINS === `https://${domain}.auth.us-east-1.amazoncognito.com`,
    })
  })

export const keepsItsPeople: Check = (graph) =>
  unless({
    "the pool can be deleted": one(graph, "cognito/userPool", "UserPool").deletionProtection === "ACTIVE",
    "the pool goes with the stack": graph.some(({ name, retained }) => name === "UserPool" && retained === true),
  })

const variablesOf = (graph: Graph, name = "ChatFunction"): Inputs => one(graph, "lambda/function", name).environment?.variables ?? {}

/** The site's address as people type it; in `sst dev` that of Astro. */
function siteOf(graph: Graph): string {
  const [distribution] = all(graph, "cloudfront/distribution")
  if (!distribution) return "http://localhost:4321"
  return `https://${distribution.aliases?.[0] ?? "d111111abcdef8.cloudfront.net"}`
}
