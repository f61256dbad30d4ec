import * as v from "valibot"

// The forms of settings as text, each with its error message.
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

/** A part of a whole. */
export const share = v.pipe(numeral(/^(0(\.\d{1,4})?|1(\.0{1,4})?)$/, "a share from 0 to 1 such as 0.25"))

/** Names separated by commas. */
export const list = v.pipe(
  v.string(),
  v.transform((names) =>
    names
      .split(",")
      .map((name) => name.trim())
      .filter(Boolean),
  ),
)

const hostName = /^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]*[a-z0-9])?$/
const thisMachine = new Set(["localhost", "127.0.0.1", "[::1]"])

/** An origin as browsers send it. Plain HTTP is allowed on this machine only: over a network it can be forged. */
function isExactOrigin(value: string): boolean {
  const url = URL.parse(value)
  if (url?.origin !== value) return false
  if (thisMachine.has(url.hostname)) return url.protocol === "https:" || url.protocol === "http:"
  return url.protocol === "https:" && hostName.test(url.hostname)
}

export const exactOrigins = v.pipe(
  list,
  v.checkItems(
    isExactOrigin,
    (issue) => `must list exact origins such as https://chat.example.com, with https outside of this machine, not ${issue.input}`,
  ),
)

export class SettingError extends Error {
  override readonly name = "SettingError"
}
