import { requestJson } from "./request.ts"
import type { Config } from "./types.ts"

/** What this deployment offers. */
export const readConfig = (): Promise<Config> => requestJson("GET", "/config")
