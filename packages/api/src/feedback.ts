import { hasVisibleText } from "@parley/core/visible-text.ts"
import * as v from "valibot"

/** The body that rates an answer. A rating of `null` removes the rating. A comment without visible characters counts as no comment. */
export const feedback = v.strictObject({
  rating: v.nullable(v.picklist(["up", "down"])),
  comment: v.optional(
    v.pipe(
      v.string(),
      v.trim(),
      v.maxLength(2_000),
      v.transform((text) => (hasVisibleText(text) ? text : "")),
    ),
  ),
})
