import { request } from "./request.ts"

/** Asks only whether anybody is there. @throws ProblemError `network.lost` if not. */
export const checkHealth = async (): Promise<void> => {
  await request("GET", "/health", { open: true })
}
