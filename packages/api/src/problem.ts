import * as v from "valibot"
import { code, count, time } from "./fields.ts"

/** An error as the API returns it (RFC 9457): with its code and, for a limit, the scope of that limit. */
export const problem = v.strictObject({
  type: v.string(),
  title: v.string(),
  status: count,
  detail: v.string(),
  code,
  requestId: v.string(),
  retryAfter: v.optional(count),
  turnId: v.optional(v.string()),
  scope: v.optional(v.picklist(["visitor", "address", "network", "newcomers", "visitors", "stage"])),
  limit: v.optional(v.number()),
  used: v.optional(v.number()),
  resetAt: v.optional(time),
})
export type Problem = v.InferOutput<typeof problem>
