import { request, requestJson } from "./request.ts"
import type { Config, UsageReport } from "./types.ts"

/** The settings of this deployment, with the limits of the signed-in person. `open`: without a token, as the settings are public. */
export const getConfig = (open = false): Promise<Config> => requestJson("GET", "/config", { open })

/** The visitor's usage in the last `days` days (UTC), and today's remaining limits. */
export const getUsage = (days: number): Promise<UsageReport> => requestJson("GET", `/usage?days=${days}`)

/** @throws ProblemError `network.lost` if the server does not answer. */
export const getHealth = async (): Promise<void> => {
  await request("GET", "/health", { open: true })
}
