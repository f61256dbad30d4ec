import type { Conversation } from "../api/types.ts"
import { formatMonth } from "../words/format.ts"
import { t } from "../words/t.ts"

export type HistoryGroup = { label: string; conversations: Conversation[] }

/** Groups conversations by their last day of use, in the reader's time zone. Keeps their order, newest first. */
export function groupByDay(conversations: readonly Conversation[], now: Date): HistoryGroup[] {
  const groups: HistoryGroup[] = []
  for (const conversation of conversations) {
    const label = labelOf(new Date(conversation.updatedAt), now)
    const last = groups.at(-1)
    if (last?.label === label) last.conversations.push(conversation)
    else groups.push({ label, conversations: [conversation] })
  }
  return groups
}

function labelOf(day: Date, now: Date): string {
  const age = daysBetween(day, now)
  if (age < 1) return t.today
  if (age < 2) return t.yesterday
  if (age < 8) return t.lastWeek
  if (age < 31) return t.lastMonth
  return formatMonth(day)
}

// Rounded, because midnights are 23 or 25 hours apart twice a year.
const daysBetween = (day: Date, now: Date) => Math.round((midnight(now) - midnight(day)) / 86_400_000)
const midnight = (date: Date) => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime()
