import { request, requestJson } from "./request.ts"
import type { Config, UsageReport } from "./types.ts"

/** What this deployment offers, with the limits of the signed-in person. `open`: without a token, as everyone may read it. */
export const getConfig = (open = false): Promise<Config> => requestJson("GET", "/config", { open })

/** What the visitor used in the last `days` days (UTC), and what is left of today. */
export const getUsage = (days: number): Promise<UsageReport> => requestJson("GET", `/usage?days=${days}`)

/** @throws ProblemError `network.lost` if the server does not answer. */
export const getHealth = async (): Promise<void> => {
  await request("GET", "/health", { open: true })
}
