/** Whether a single write was refused by its own condition (and not by the table or the network). */
export function isFailedCondition(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined
  return [error, cause].some((e) => e instanceof Error && e.name === "ConditionalCheckFailedException")
}

/** For writes whose condition says that there is nothing left to do. */
export function ignoreFailedCondition(error: unknown): undefined {
  if (!isFailedCondition(error)) throw error
}
