import { setTimeout as wait } from "node:timers/promises"

/** A transaction was refused because another writer held one of its items: try again. */
export class ConflictError extends Error {
  override readonly name = "ConflictError"
}

const maxAttempts = 6

/**
 * Tries a write again, with full jitter, while another writer's transaction holds its item. DynamoDB refuses single writes then as well, with
 * TransactionConflictException, and the SDK does not repeat them.
 */
export async function despiteConflicts<T>(write: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await write()
    } catch (error) {
      if (attempt >= maxAttempts || !isConflict(error)) throw error
      await wait(Math.random() * 25 * 2 ** attempt)
    }
  }
}

function isConflict(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined
  return [error, cause].some((e) => e instanceof ConflictError || (e instanceof Error && e.name === "TransactionConflictException"))
}
