import { VisibleError } from "./visible-error.ts"

/**
 * Refuses a cursor that was not made for this very list. ElectroDB's cursor is the last key read, as JSON in base64url; its partition must be
 * the one that is asked for.
 * @param partition the key's partition field, such as `pk` or `gsi1pk`
 * @param expected what that field holds for the caller's own list
 */
export function checkCursor(cursor: string, partition: string, expected: string): string {
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"))
    if (typeof key === "object" && key !== null && (key as Record<string, unknown>)[partition] === expected) return cursor
  } catch {
    // Not even JSON: the same refusal.
  }
  throw new VisibleError("body.invalid", "cursor: this cursor is not one of this list.")
}
