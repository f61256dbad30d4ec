import * as v from "valibot"

// The forms that settings have as text, with what each must be in words.
const numeral = (pattern: RegExp, what: string) => v.pipe(v.string(), v.regex(pattern, `must be ${what}`), v.transform(Number))

export const wholeNumber = (min: number, max: number) => {
  const message = `must be a whole number from ${min} to ${max}`
  return v.pipe(numeral(/^\d{1,9}$/, `a whole number from ${min} to ${max}`), v.minValue(min, message), v.maxValue(max, message))
}

/** US dollars, in nano-dollars. */
export const dollars = v.pipe(
  numeral(/^\d{1,7}(\.\d{1,6})?$/, "an amount of US dollars such as 5 or 0.50"),
  v.transform((usd) => Math.round(usd * 1e9)),
)

/** Names with commas between. */
export const list = v.pipe(
  v.string(),
  v.transform((names) =>
    names
      .split(",")
      .map((name) => name.trim())
      .filter(Boolean),
  ),
)

const exactOrigin = /^https?:\/\/[a-z0-9.-]+(:\d{1,5})?$/
export const exactOrigins = v.pipe(
  list,
  v.checkItems(
    (origin) => exactOrigin.test(origin),
    (issue) => `must list exact origins such as https://chat.example.com, not ${issue.input}`,
  ),
)

export class SettingError extends Error {
  override readonly name = "SettingError"
}
