import { signal } from "@preact/signals"

/** The BCP 47 tag for the format of dates, numbers and money. */
export const locale = signal("en")

export const formatNumber = (value: number): string => new Intl.NumberFormat(locale.value).format(value)

/** A duration in whole seconds, at least one: "12 sec". */
export const formatDuration = (milliseconds: number): string =>
  new Intl.NumberFormat(locale.value, { style: "unit", unit: "second", unitDisplay: "short" }).format(
    Math.max(Math.round(milliseconds / 1_000), 1),
  )

/** Compact numbers, such as 12K. */
export const formatShort = (value: number): string =>
  new Intl.NumberFormat(locale.value, { notation: "compact", maximumFractionDigits: 1 }).format(value)

/**
 * US dollars. A single answer costs a fraction of a cent, so small amounts keep two significant digits. A dollar sign at the end, as in Arabic
 * "US$", gets a left-to-right mark: without one it moves before the letters.
 */
export function formatMoney(usd: number): string {
  const digits = usd > 0 && usd < 0.1 ? { maximumSignificantDigits: 2 } : { minimumFractionDigits: 2, maximumFractionDigits: 2 }
  const format = new Intl.NumberFormat(locale.value, { style: "currency", currency: "USD", currencyDisplay: "narrowSymbol", ...digits })
  return format.format(usd).replace(/US\$$/, "US$\u200E")
}

/**
 * The time of day in the reader's time zone, with the weekday if it is not today: "12:00 AM" or "Sunday, 12:00 AM". The two need different
 * prepositions, so sentences put it in parentheses.
 */
export function formatTime(iso: string, now = new Date()): string {
  const at = new Date(iso)
  const time = new Intl.DateTimeFormat(locale.value, { timeStyle: "short" }).format(at)
  if (at.toDateString() === now.toDateString()) return time
  const weekday = new Intl.DateTimeFormat(locale.value, { weekday: "long" }).format(at)
  // The page's other languages use a comma.
  return weekday + (/^(fr|ar)\b/.test(locale.value) ? " " : ", ") + time
}

export const formatMonth = (day: Date): string => new Intl.DateTimeFormat(locale.value, { month: "long", year: "numeric" }).format(day)

/** A short date, without the year if it is this year. */
export function formatDay(iso: string): string {
  const at = new Date(iso)
  const thisYear = at.getFullYear() === new Date().getFullYear()
  return new Intl.DateTimeFormat(locale.value, { day: "numeric", month: "short", ...(thisYear ? {} : { year: "numeric" }) }).format(at)
}

/** A UTC day such as `2026-11-05`, which is the same day everywhere. */
export const formatUtcDay = (day: string): string =>
  new Intl.DateTimeFormat(locale.value, { day: "numeric", month: "short", timeZone: "UTC" }).format(new Date(day))

/** The time until then in the largest useful unit: "in 3 hours". */
export function formatWait(iso: string, now: number): string {
  const minutes = Math.max(Math.ceil((Date.parse(iso) - now) / 60_000), 1)
  const words = new Intl.RelativeTimeFormat(locale.value)
  return minutes < 90 ? words.format(minutes, "minute") : words.format(Math.round(minutes / 60), "hour")
}
