/** What went wrong, as the API says it (RFC 9457), or as the page noticed it: `network.lost`. */
export type Problem = {
  code: string
  retryable: boolean
  /** Seconds to wait before the same request may succeed. */
  retryAfter?: number
  /** ISO time at which a used-up limit starts afresh. */
  resetAt?: string
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

/** Nobody is signed in, or not any more. Signing in helps. */
export const sessionOver: Problem = { code: "auth.required", retryable: true }

export const problemOf = (error: unknown): Problem =>
  error instanceof ProblemError ? error.problem : { code: "internal", retryable: true }

/** Reads the problem of an answer that is not ok. An answer that is no problem document (a proxy's page) counts as `internal`. */
export async function readProblem(response: Response): Promise<Problem> {
  const said: unknown = await response.json().catch(() => null)
  const fields = (typeof said === "object" && said !== null ? said : {}) as Record<string, unknown>
  const seconds = Number(fields.retryAfter ?? response.headers.get("retry-after") ?? Number.NaN)
  return {
    code: typeof fields.code === "string" ? fields.code : "internal",
    retryable: response.status === 401 || response.status === 429 || response.status === 409 || response.status >= 500,
    ...(Number.isFinite(seconds) && seconds > 0 ? { retryAfter: seconds } : {}),
    ...(typeof fields.resetAt === "string" ? { resetAt: fields.resetAt } : {}),
  }
}
