import { findDynamoDbLocal, hasJava17 } from "@parley/local/database/dynamodb-local.ts"
import { describe } from "vitest"
import { runsQuick } from "../cases/test-set.ts"
import type { DatabaseKind } from "./test-database.ts"

const hasDynamoDbLocal = findDynamoDbLocal() !== undefined && (await hasJava17())

/**
 * Runs a suite on the embedded database and, except in `npm run test:quick`, on Amazon's DynamoDB Local. Without Java the second run is
 * skipped; `npm test` counts and reports that.
 */
export function describeOnBothDatabases(name: string, suite: (kind: DatabaseKind) => void): void {
  describe(`${name} dynoxide`, () => suite("fast"))
  if (runsQuick) return
  describe.skipIf(!hasDynamoDbLocal)(`${name} DynamoDB Local`, () => suite("amazon"))
}
