import { signal } from "@preact/signals"

/** The BCP 47 tag by which dates, numbers and money are written. */
export const locale = signal("en")

export const formatNumber = (value: number): string => new Intl.NumberFormat(locale.value).format(value)

/** Large numbers in short, as 12K. */
export const formatShort = (value: number): string =>
  new Intl.NumberFormat(locale.value, { notation: "compact", maximumFractionDigits: 1 }).format(value)

/**
 * US dollars. A single answer costs parts of a cent, so small amounts keep two digits that say something. A dollar sign at the end, as Arabic
 * has it in "US$", gets a left-to-right mark: without one it moves before the letters.
 */
export function formatMoney(usd: number): string {
  const digits = usd > 0 && usd < 0.1 ? { maximumSignificantDigits: 2 } : { minimumFractionDigits: 2, maximumFractionDigits: 2 }
  const format = new Intl.NumberFormat(locale.value, { style: "currency", currency: "USD", currencyDisplay: "narrowSymbol", ...digits })
  return format.format(usd).replace(/US\$$/, "US$\u200E")
}

/**
 * A time of day where the reader is, with the weekday before it if it is not today: "12:00 AM" or "Sunday, 12:00 AM". The two want different
 * prepositions, so a sentence puts it in brackets.
 */
export function formatTime(iso: string, now = new Date()): string {
  const at = new Date(iso)
  const time = new Intl.DateTimeFormat(locale.value, { timeStyle: "short" }).format(at)
  if (at.toDateString() === now.toDateString()) return time
  const weekday = new Intl.DateTimeFormat(locale.value, { weekday: "long" }).format(at)
  // The other languages of the page put a comma there.
  return weekday + (/^(fr|ar)\b/.test(locale.value) ? " " : ", ") + time
}

export const formatMonth = (day: Date): string => new Intl.DateTimeFormat(locale.value, { month: "long", year: "numeric" }).format(day)

/** When something was, in short: a day of this year without the year. */
export function formatDay(iso: string): string {
  const at = new Date(iso)
  const thisYear = at.getFullYear() === new Date().getFullYear()
  return new Intl.DateTimeFormat(locale.value, { day: "numeric", month: "short", ...(thisYear ? {} : { year: "numeric" }) }).format(at)
}

/** A UTC day such as `2026-11-05`, which is the same day everywhere. */
export const formatUtcDay = (day: string): string =>
  new Intl.DateTimeFormat(locale.value, { day: "numeric", month: "short", timeZone: "UTC" }).format(new Date(day))

/** How long it is until then, in the largest unit that says something: "in 3 hours". */
export function formatWait(iso: string, now: number): string {
  const minutes = Math.max(Math.ceil((Date.parse(iso) - now) / 60_000), 1)
  const words = new Intl.RelativeTimeFormat(locale.value)
  return minutes < 90 ? words.format(minutes, "minute") : words.format(Math.round(minutes / 60), "hour")
}
