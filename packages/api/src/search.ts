import { hasVisibleText } from "@parley/core/visible-text.ts"
import * as v from "valibot"
import { time } from "./fields.ts"

export const searchQuery = v.object({
  q: v.pipe(
    v.string(),
    v.trim(),
    v.check(hasVisibleText, "must not be blank"),
    v.maxLength(200),
    v.description("The words to find. All of them must occur."),
    v.metadata({ jsonSchema: { type: "string", maxLength: 200 } }),
  ),
})

/** `complete` is false if the search stopped before the oldest conversation. */
export const searchResults = v.strictObject({
  results: v.array(
    v.strictObject({
      conversationId: v.string(),
      title: v.string(),
      updatedAt: time,
      messageId: v.optional(v.string()),
      turnId: v.optional(v.string()),
      /** The message is not on the shown path: show it with `leafTurnId`. */
      otherVersion: v.optional(v.literal(true)),
      excerpt: v.string(),
    }),
  ),
  complete: v.boolean(),
})
export type SearchResults = v.InferOutput<typeof searchResults>
