import { siteUrl } from "../site.ts"
import { userPool } from "./user-pool.ts"

/** The functions' settings of the user pool, in place of OIDC_…; empty without a user pool. */
export const userPoolEnvironment: Record<string, $util.Input<string>> = userPool ? environment(userPool) : {}

function environment(pool: NonNullable<typeof userPool>) {
  const client = createClient(pool.id)
  return {
    OIDC_ISSUER: pool.issuer,
    OIDC_CLIENT_ID: client.id,
    OIDC_GROUPS_CLAIM: "cognito:groups",
    OIDC_ORIGINS: pool.loginOrigin,
  }
}

/** The page's client in the pool: a public client that exchanges codes for tokens, at the site's address only. */
function createClient(userPoolId: $util.Input<string>) {
  const client = new aws.cognito.UserPoolClient("UserPoolClient", {
    userPoolId,
    name: "site",
    generateSecret: false,
    allowedOauthFlowsUserPoolClient: true,
    allowedOauthFlows: ["code"],
    allowedOauthScopes: ["openid", "profile", "email"],
    supportedIdentityProviders: ["COGNITO"],
    callbackUrls: [$interpolate`${siteUrl}/signed-in`],
    logoutUrls: [$interpolate`${siteUrl}/`],
    // Without a list Cognito allows more; with rotation it must not hold ALLOW_REFRESH_TOKEN_AUTH.
    explicitAuthFlows: ["ALLOW_USER_SRP_AUTH"],
    preventUserExistenceErrors: "ENABLED",
    enableTokenRevocation: true,
    refreshTokenRotation: { feature: "ENABLED", retryGracePeriodSeconds: 30 },
    // How long a disabled user can continue, and how long a page renews its tokens. The page keeps tokens only in memory.
    idTokenValidity: 30,
    accessTokenValidity: 30,
    refreshTokenValidity: 12,
    tokenValidityUnits: { idToken: "minutes", accessToken: "minutes", refreshToken: "hours" },
    // Every claim of the token, and every attribute that users can change.
    readAttributes: ["email", "email_verified", "name"],
    writeAttributes: ["email", "name"],
  })
  // Managed login shows no page for a client without a style. This is Cognito's default style.
  new aws.cognito.ManagedLoginBranding("UserPoolLogin", { userPoolId, clientId: client.id, useCognitoProvidedValues: true })
  return client
}
