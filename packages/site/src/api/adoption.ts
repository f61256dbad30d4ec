import { requestJson } from "./request.ts"
import type { Adoption } from "./types.ts"

/** How many conversations from before signing in could be kept. At most 100 are counted. */
export const countAdoptable = async (): Promise<number> =>
  (await requestJson<{ conversations: number }>("GET", "/conversations/adopt", { ifAway: "stay" })).conversations

/** Makes some of them conversations of the person who is signed in. Safe to repeat. */
export const adoptConversations = (): Promise<Adoption> => requestJson("POST", "/conversations/adopt")
