/** An error of the API (RFC 9457) or of the page: `network.lost`. */
export type Problem = {
  code: string
  retryable: boolean
  /** The scope of the exhausted limit: `visitor`, `address`, `network`, `newcomers`, `visitors`, `stage`. */
  scope?: string
  /** Seconds to wait before the same request may succeed. */
  retryAfter?: number
  /** ISO time at which an exhausted limit resets. */
  resetAt?: string
  /** The turn that prevented this one. */
  turnId?: string
  /** The number that was exceeded. */
  limit?: number
}

export class ProblemError extends Error {
  readonly problem: Problem
  constructor(problem: Problem) {
    super(problem.code)
    this.name = "ProblemError"
    this.problem = problem
  }
}

/** The connection failed, or ended before the answer did. */
export const networkLost: Problem = { code: "network.lost", retryable: true }

/** The firewall requires a check of the browser, which needs a reload of the page. */
export const challengeNeeded: Problem = { code: "challenge.needed", retryable: true }

/** No one is signed in, or the session has ended. */
export const sessionOver: Problem = { code: "auth.required", retryable: true }

export const problemOf = (error: unknown): Problem =>
  error instanceof ProblemError ? error.problem : { code: "internal", retryable: true }

// Permanent errors with an HTTP status that usually means "try again".
const finalCodes = new Set(["turn.continued", "versions.exceeded", "model.refused", "model.limit", "model.filtered"])

/** Reads the problem of an error response. A response without a problem document (a proxy's page) counts as `internal`. */
export async function readProblem(response: Response): Promise<Problem> {
  const said: unknown = await response.json().catch(() => null)
  const fields = (typeof said === "object" && said !== null ? said : {}) as Record<string, unknown>
  const seconds = Number(fields.retryAfter ?? response.headers.get("retry-after") ?? Number.NaN)
  const code = typeof fields.code === "string" ? fields.code : "internal"
  return {
    code,
    retryable: !finalCodes.has(code) && ([401, 409, 429].includes(response.status) || response.status >= 500),
    ...(Number.isFinite(seconds) && seconds > 0 ? { retryAfter: seconds } : {}),
    ...(typeof fields.scope === "string" ? { scope: fields.scope } : {}),
    ...(typeof fields.resetAt === "string" ? { resetAt: fields.resetAt } : {}),
    ...(typeof fields.turnId === "string" ? { turnId: fields.turnId } : {}),
    ...(typeof fields.limit === "number" ? { limit: fields.limit } : {}),
  }
}
