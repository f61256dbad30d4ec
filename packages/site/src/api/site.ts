import { requestJson } from "./request.ts"
import type { Config } from "./types.ts"

/** What this deployment offers, with the limits of whoever is signed in. `open`: before that is known. */
export const readConfig = (open = false): Promise<Config> => requestJson("GET", "/config", { open })
