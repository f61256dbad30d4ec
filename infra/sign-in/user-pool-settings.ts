import { SettingError } from "@parley/functions/settings.ts"

type Environment = Record<string, string | undefined>

/** The user pool that COGNITO=on makes. */
export type UserPoolSettings = {
  /** Whether users may register; otherwise an administrator creates every account. */
  selfSignUp: boolean
  /** Whether everyone needs a second factor (a code of an authenticator app), or only users who have set one up. */
  mfa: "required" | "optional"
}

// The pool decides them; Cognito refuses scopes that it does not know, offline_access among them.
const setByThePool = ["OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_GROUPS_CLAIM", "OIDC_ORIGINS", "OIDC_SCOPE"] as const

/**
 * The settings of a user pool; `undefined` without COGNITO=on.
 * @throws SettingError that names the first invalid one.
 */
export function parseUserPoolSettings(env: Environment, stageName: string): UserPoolSettings | undefined {
  const isOn = choice(env, "COGNITO", ["on", "off"])
  const selfSignUp = choice(env, "COGNITO_SELF_SIGN_UP", ["on", "off"])
  const mfa = choice(env, "COGNITO_MFA", ["required", "optional"])
  if (isOn !== "on") {
    const idle = ["COGNITO_SELF_SIGN_UP", "COGNITO_MFA"].find((name) => env[name] !== undefined)
    if (idle) throw new SettingError(`${idle} has no effect without a user pool: remove it, or set COGNITO=on.`)
    return undefined
  }
  const twice = setByThePool.find((name) => env[name] !== undefined)
  if (twice) throw new SettingError(`${twice} must be left out where COGNITO is on: the user pool sets it by itself.`)
  // https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-assign-domain-prefix.html
  const reserved = ["aws", "amazon", "cognito"].find((word) => stageName.includes(word))
  if (reserved) {
    throw new SettingError(
      `COGNITO must be off in a stage whose name holds "${reserved}": Cognito wants no such address for its sign-in page.`,
    )
  }
  return { selfSignUp: selfSignUp === "on", mfa: mfa ?? "optional" }
}

/** Placeholder values that the functions' settings are checked with before the pool has an id. */
export const unmadePool = (region: string) => ({
  OIDC_ISSUER: `https://cognito-idp.${region}.amazonaws.com/unmade`,
  OIDC_CLIENT_ID: "unmade",
})

function choice<const Value extends string>(env: Environment, name: string, values: readonly Value[]): Value | undefined {
  const value = env[name]
  const found = values.find((each) => each === value)
  if (value !== undefined && !found) throw new SettingError(`${name} must be ${values.join(" or ")}, not ${value}.`)
  return found
}
