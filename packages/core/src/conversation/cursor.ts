import { table } from "../entities/table.ts"
import { VisibleError } from "../visible-error.ts"

/** DynamoDB's limit for a sort key. */
const maxSortKeyBytes = 1_024

/**
 * Refuses a cursor of another list. ElectroDB's cursor is the last key read, as JSON in base64url: the key of the table, and that of the
 * index if one is read. DynamoDB refuses a key outside of the query with an error that would look like a failure of the table.
 * @param queries what ElectroDB sends for the caller's own list, by each of these keys
 * @throws VisibleError `body.invalid`
 */
export function checkCursor(cursor: string, ...queries: unknown[]): string {
  if (!isWithin(keyOf(cursor), queries as Query[])) throw new VisibleError("body.invalid", "cursor: this cursor belongs to another list.")
  return cursor
}

type KeyFields = { hashKey: string; rangeKey: string }

/**
 * The cursor after an item: its keys, as ElectroDB makes one of the last key read.
 * @param put what ElectroDB sends to store the item
 * @param index the index that the list reads, if it is not the table itself
 */
export function cursorAfter(put: unknown, index?: KeyFields): string {
  const { Item: item } = put as { Item: Record<string, unknown> }
  const fields = [table.primary, ...(index ? [index] : [])].flatMap(({ hashKey, rangeKey }) => [hashKey, rangeKey])
  return Buffer.from(JSON.stringify(Object.fromEntries(fields.map((field) => [field, item[field]])))).toString("base64url")
}

/**
 * The cursor after a key of the table itself, whether or not there is an item.
 * @param get what ElectroDB sends to read that item
 */
export const cursorAfterKey = (get: unknown): string =>
  Buffer.from(JSON.stringify((get as { Key: Record<string, string> }).Key)).toString("base64url")

type Query = { ExpressionAttributeNames: Record<string, string>; ExpressionAttributeValues: Record<string, string> }

function keyOf(cursor: string): Record<string, unknown> {
  try {
    return { ...JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")) }
  } catch {
    return {}
  }
}

function isWithin(key: Record<string, unknown>, queries: Query[]): boolean {
  if (Object.keys(key).length !== 2 * queries.length) return false
  return queries.every(({ ExpressionAttributeNames: names, ExpressionAttributeValues: values }) => {
    const sortKey = key[names["#sk1"] ?? ""]
    if (typeof sortKey !== "string" || !sortKey.isWellFormed() || Buffer.byteLength(sortKey) > maxSortKeyBytes) return false
    return key[names["#pk"] ?? ""] === values[":pk"] && sortKey.startsWith(values[":sk1"] ?? "")
  })
}
