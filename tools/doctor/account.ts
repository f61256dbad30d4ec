import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts"
import { isUnreachable, nameOf } from "./aws-error.ts"
import { type Finding, fix, ok, warn } from "./finding.ts"

export type Account = { accountId: string }
type Checked = { account?: Account; finding: Finding }

const about = "credentials"
const expired = new Set(["ExpiredToken", "ExpiredTokenException", "RequestExpired"])
const rejected = new Set(["InvalidClientTokenId", "UnrecognizedClientException", "InvalidAccessKeyId"])
const signIn =
  "Sign in (aws sso login, or aws login) and name the profile in AWS_PROFILE, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"

/** Asks AWS for the identity of the credentials, which needs no permission. The finding explains why credentials are unusable. */
export async function checkCredentials(region: string): Promise<Checked> {
  try {
    const { Account: accountId = "", Arn: arn = "" } = await new STSClient({ region, maxAttempts: 2 }).send(
      new GetCallerIdentityCommand({}),
    )
    const finding = arn.endsWith(":root")
      ? warn(
          about,
          `account ${accountId}, as its root user.`,
          "Deploy as a role or a user: the permissions of the root user cannot be limited.",
        )
      : ok(about, `account ${accountId}, as ${arn.slice(arn.lastIndexOf(":") + 1)}`)
    return { account: { accountId }, finding }
  } catch (error) {
    return { finding: refusal(error) }
  }
}

function refusal(error: unknown): Finding {
  const name = nameOf(error)
  const message = error instanceof Error ? error.message : ""
  const profile = process.env.AWS_PROFILE?.trim() || "default"
  // The SDK reports these errors before it calls AWS.
  if (name === "CredentialsProviderError" || name === "TokenProviderError") {
    return /sso/i.test(message)
      ? fix(about, `The single sign-on of the profile "${profile}" is missing or has expired.`, `Run aws sso login --profile ${profile}.`)
      : fix(about, `There are no AWS credentials in the environment or the profile "${profile}".`, `${signIn}.`)
  }
  if (expired.has(name)) return fix(about, "These AWS credentials have expired.", `${signIn} again.`)
  if (rejected.has(name)) return fix(about, "AWS does not know these credentials: they are deleted or mistyped.", `${signIn}.`)
  if (name === "SignatureDoesNotMatch") {
    return fix(
      about,
      "The secret key does not belong to the access key, or this machine's clock is wrong.",
      "Check AWS_SECRET_ACCESS_KEY and the clock.",
    )
  }
  if (isUnreachable(error)) return fix(about, "AWS cannot be reached.", "Check the network, a proxy, and AWS_REGION.")
  return fix(about, `AWS refused to say whose credentials these are (${name || "unknown error"}).`, `${signIn}.`)
}
