import { functionSettings } from "../deployment.ts"
import { userPool } from "./user-pool.ts"

/** The origins that the page calls during sign-in: the issuer and the other endpoints of its discovery document. */
export const signInOrigins: $util.Output<string[]> = userPool
  ? $util.all([userPool.issuer, userPool.loginOrigin]).apply(([issuer, login]) => [new URL(issuer).origin, login])
  : functionSettings.apply(({ settings }) => settings.signIn?.origins ?? [])
