import { requestJson } from "./request.ts"
import type { UsageReport } from "./types.ts"

/** What the visitor used in the last so many days (UTC), and what is left of today. */
export const readUsage = (days: number): Promise<UsageReport> => requestJson("GET", `/usage?days=${days}`)
