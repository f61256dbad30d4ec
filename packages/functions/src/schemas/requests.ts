import { exportFormats } from "@parley/core/conversation/export.ts"
import { plainTitle } from "@parley/core/conversation/title.ts"
import { hasVisibleText } from "@parley/core/visible-text.ts"
import * as v from "valibot"

const wholeNumber = (min: number, max: number, fallback: string) => {
  const message = `must be a whole number from ${min} to ${max}`
  return v.optional(
    v.pipe(v.string(), v.regex(/^\d{1,6}$/, message), v.transform(Number), v.minValue(min, message), v.maxValue(max, message)),
    fallback,
  )
}

export const pageQuery = v.object({ cursor: v.optional(v.pipe(v.string(), v.maxLength(2_000))), limit: wholeNumber(1, 100, "50") })
export const searchQuery = v.object({ q: v.pipe(v.string(), v.trim(), v.check(hasVisibleText, "must not be blank"), v.maxLength(200)) })
export const usageQuery = v.object({ days: wholeNumber(1, 30, "30") })
export const exportQuery = v.object({ format: v.optional(v.picklist(exportFormats), "markdown") })
export const newTitle = v.strictObject({
  title: v.pipe(
    v.string(),
    v.trim(),
    v.nonEmpty("must not be blank"),
    v.maxLength(200),
    v.check(hasVisibleText, "must not be blank"),
    v.transform(plainTitle),
  ),
})
