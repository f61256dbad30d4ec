// The one table, as the stack creates it and as the local stage creates it. Index names ask the question, key fields stay generic.
export const table = {
  primary: { hashKey: "pk", rangeKey: "sk" },
  indexes: { byRecency: { hashKey: "gsi1pk", rangeKey: "gsi1sk" } },
  /** Number attribute in epoch seconds; DynamoDB removes an item some time (up to days) after it. */
  ttl: "expiresAt",
} as const
