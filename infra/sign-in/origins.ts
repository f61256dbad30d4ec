import { functionSettings } from "../deployment.ts"
import { userPool } from "./user-pool.ts"

/** Where the page talks to while somebody signs in, beside its own API: the issuer and whatever else its discovery document names. */
export const signInOrigins: $util.Output<string[]> = userPool
  ? $util.all([userPool.issuer, userPool.loginOrigin]).apply(([issuer, login]) => [new URL(issuer).origin, login])
  : functionSettings.apply(({ settings }) => settings.signIn?.origins ?? [])
