import { accountId, region, stackSettings, stage } from "../deployment.ts"
import type { UserPoolSettings } from "./user-pool-settings.ts"

/** The user pool of COGNITO=on, with the address of its sign-in page. Its client needs the site's address and is created after the site. */
export const userPool = stackSettings.userPool && createUserPool(stackSettings.userPool)

// Not SST's component: its defaults for phone recovery, flows and scopes would have to be undone.
function createUserPool({ selfSignUp, mfa }: UserPoolSettings) {
  const pool = new aws.cognito.UserPool(
    "UserPool",
    {
      name: `${$app.name}-${$app.stage}`,
      // The cheapest plan with managed login.
      userPoolTier: "ESSENTIALS",
      usernameAttributes: ["email"],
      usernameConfiguration: { caseSensitive: false },
      autoVerifiedAttributes: ["email"],
      // A changed address takes effect once its code is entered; until then the token holds the previous one.
      userAttributeUpdateSettings: { attributesRequireVerificationBeforeUpdates: ["email"] },
      accountRecoverySetting: { recoveryMechanisms: [{ name: "verified_email", priority: 1 }] },
      adminCreateUserConfig: { allowAdminCreateUserOnly: !selfSignUp },
      // Length instead of kinds of characters (NIST SP 800-63B-4 §3.1.1.2: 15 for a password that is the only factor).
      passwordPolicy: {
        minimumLength: 15,
        requireLowercase: false,
        requireUppercase: false,
        requireNumbers: false,
        requireSymbols: false,
        temporaryPasswordValidityDays: 7,
      },
      mfaConfiguration: mfa === "required" ? "ON" : "OPTIONAL",
      softwareTokenMfaConfiguration: { enabled: true },
      deletionProtection: stage.deletionProtection ? "ACTIVE" : "INACTIVE",
    },
    // SST's removal policy keeps tables and buckets but not user pools. The owners of conversations are users of this pool.
    { retainOnDelete: stage.removal === "retain" },
  )
  const domain = new aws.cognito.UserPoolDomain("UserPoolDomain", {
    userPoolId: pool.id,
    // The name must be unique in the region.
    domain: $interpolate`${$app.name}-${$app.stage}-${accountId}`,
    // The classic page does not support prompt=none, which restores the session after a reload.
    managedLoginVersion: 2,
  })
  return {
    id: pool.id,
    issuer: $interpolate`https://cognito-idp.${region}.amazonaws.com/${pool.id}`,
    /** The address of the sign-in page, and of the token and sign-out endpoints. */
    loginOrigin: $interpolate`https://${domain.domain}.auth.${region}.amazoncognito.com`,
  }
}
