import { type Finding, unknown } from "./finding.ts"

const denied = new Set(["AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "AuthFailure"])
const missing = new Set(["ResourceNotFoundException", "NoSuchResourceException", "ValidationException"])
const unreachable = new Set(["ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "ENETUNREACH", "EHOSTUNREACH"])

export const nameOf = (error: unknown): string => (error instanceof Error ? error.name : "")
export const isDenied = (error: unknown): boolean => denied.has(nameOf(error))
/** Bedrock has two error names for an unknown id. */
export const isMissing = (error: unknown): boolean => missing.has(nameOf(error))

export function isUnreachable(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const causes = [error, error.cause, ...(error instanceof AggregateError ? error.errors : [])]
  return error.name === "TimeoutError" || causes.some((cause) => unreachable.has((cause as NodeJS.ErrnoException | undefined)?.code ?? ""))
}

/** The finding for a failed call: what was not checked, and why. `action` is the call's IAM action. */
export function notChecked(about: string, action: string, error: unknown): Finding {
  if (isDenied(error)) {
    return unknown(
      about,
      `not checked: these credentials may not call ${action}.`,
      "Allow the action, or run the doctor as the role that deploys.",
    )
  }
  if (isUnreachable(error))
    return unknown(about, `not checked: AWS did not answer ${action}.`, "Check the network and AWS_REGION, then run the doctor again.")
  return unknown(
    about,
    `not checked: ${action} answered ${nameOf(error) || "an error"}.`,
    "Run the doctor again; if it fails again, look at the account in the AWS console.",
  )
}
