import { requestJson } from "./request.ts"
import type { SearchResults } from "./types.ts"

/** The most that a search may hold, in UTF-16 code units. */
export const maxQueryLength = 200

/** The visitor's conversations that hold all these words in their title or in one message, newest first. */
export const searchConversations = (words: string, signal: AbortSignal): Promise<SearchResults> =>
  requestJson("GET", `/search?q=${encodeURIComponent(words)}`, { signal })
