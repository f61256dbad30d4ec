import type { Graph } from "../../../tools/synth/graph.ts"
import { all, type Inputs, one } from "../support/find.ts"
import { type Check, unless } from "./check.ts"

const functionNames = ["ChatFunction", "ConversationsFunction"]

/** The origins that the page may call to sign users in, from the functions' settings. */
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
    "users do not sign in by email": pool.usernameAttributes?.join() === "email" && pool.aliasAttributes === undefined,
    "One@ and one@ are two users": pool.usernameConfiguration?.caseSensitive === false,
    "an unverified address is accepted":
      pool.autoVerifiedAttributes?.join() === "email" &&
      pool.userAttributeUpdateSettings?.attributesRequireVerificationBeforeUpdates?.join() === "email",
    "accounts come back by something else than the verified email":
      JSON.stringify(pool.accountRecoverySetting?.recoveryMechanisms) === '[{"name":"verified_email","priority":1}]',
    "a second factor is not possible": pool.softwareTokenMfaConfiguration?.enabled === true && pool.mfaConfiguration !== "OFF",
    "codes are sent by text message": pool.smsConfiguration === undefined,
    "the plan is not the cheapest with managed login": pool.userPoolTier === "ESSENTIALS",
    "the page is the classic one, or shows nothing":
      domain.managedLoginVersion === 2 && style?.useCognitoProvidedValues === true && style.clientId === "UserPoolClient-id",
    "the sign-in address may be taken":
      domain.domain === `parley-${one(graph, "apigateway/stage", "ApiStage").stageName}-123456789012` &&
      /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])$/.test(domain.domain),
  })
}

export const lets: Record<"nobody register" | "anybody register", Check> = {
  "nobody register": (graph) => unless({ "anybody may register": onlyByAdministrators(graph) === true }),
  "anybody register": (graph) => unless({ "nobody may register": onlyByAdministrators(graph) === false }),
}
const onlyByAdministrators = (graph: Graph) => one(graph, "cognito/userPool", "UserPool").adminCreateUserConfig?.allowAdminCreateUserOnly

export const requiresASecondFactor: Check = (graph) =>
  unless({ "no second factor is asked for": one(graph, "cognito/userPool", "UserPool").mfaConfiguration === "ON" })

/** NIST SP 800-63B-4 for a password as the only factor: long, without rules about kinds of characters. */
export const requiresLongPasswords: Check = (graph) => {
  const policy = one(graph, "cognito/userPool", "UserPool").passwordPolicy
  return unless({
    "passwords may be shorter than 15": policy?.minimumLength >= 15,
    "kinds of characters are required": !Object.entries(policy ?? {}).some(([name, value]) => name.startsWith("require") && value),
    "a temporary password is valid for more than a week": policy?.temporaryPasswordValidityDays <= 7,
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
    "it may request more than the user's identity": client.allowedOauthScopes?.join(" ") === "openid profile email",
    "codes are sent to another address than the site's": client.callbackUrls?.join() === `${site}/signed-in`,
    "users are sent to another site after signing out": client.logoutUrls?.join() === `${site}/`,
    "passwords are accepted outside of the sign-in page": client.explicitAuthFlows?.join() === "ALLOW_USER_SRP_AUTH",
    "it reveals whether an account exists": client.preventUserExistenceErrors === "ENABLED",
    "a stolen refresh token stays valid": client.enableTokenRevocation === true && client.refreshTokenRotation?.feature === "ENABLED",
    "a disabled user can continue for more than half an hour":
      units?.idToken === "minutes" && client.idTokenValidity <= 30 && units.accessToken === "minutes" && client.accessTokenValidity <= 30,
    "a page can renew its tokens for more than a day": units?.refreshToken === "hours" && client.refreshTokenValidity <= 24,
    "tokens contain more attributes than needed": client.readAttributes?.join() === "email,email_verified,name",
    "users can set email_verified": client.writeAttributes?.join() === "email,name",
  })
}

/** Both functions verify tokens of the stack's user pool, and the page may call it. */
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

export const keepsItsUsers: Check = (graph) =>
  unless({
    "the pool can be deleted": one(graph, "cognito/userPool", "UserPool").deletionProtection === "ACTIVE",
    "the pool is deleted with the stack": graph.some(({ name, retained }) => name === "UserPool" && retained === true),
  })

const variablesOf = (graph: Graph, name = "ChatFunction"): Inputs => one(graph, "lambda/function", name).environment?.variables ?? {}

/** The site's address in the browser; in `sst dev` Astro's. */
function siteOf(graph: Graph): string {
  const [distribution] = all(graph, "cloudfront/distribution")
  if (!distribution) return "http://localhost:4321"
  return `https://${distribution.aliases?.[0] ?? "d111111abcdef8.cloudfront.net"}`
}
