import { retry } from "./retry.ts"

/** Another writer's transaction held one of the items. The write can be repeated. */
export class ConflictError extends Error {
  override readonly name = "ConflictError"
}

const maxAttempts = 6

/**
 * Repeats a write while another writer's transaction holds its item. DynamoDB refuses single writes then too, with
 * TransactionConflictException, and the SDK does not repeat them.
 */
export const despiteConflicts = <T>(write: () => Promise<T>): Promise<T> =>
  retry(write, (error, attempt) => attempt < maxAttempts && isConflict(error))

function isConflict(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined
  return [error, cause].some((e) => e instanceof ConflictError || (e instanceof Error && e.name === "TransactionConflictException"))
}
