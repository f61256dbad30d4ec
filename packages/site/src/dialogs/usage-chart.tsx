import { formatUtcDay } from "../words/format.ts"
import { t } from "../words/t.ts"
import type { ChartDay } from "./usage-days.ts"

type Props = { name: string; days: ChartDay[]; amountOf: (day: ChartDay) => number; format: (value: number) => string }

/** A bar chart of one quantity per day. A sentence summarizes it for screen readers, and the table below has all values. */
export function UsageChart({ name, days, amountOf, format }: Props) {
  const total = days.reduce((sum, day) => sum + amountOf(day), 0)
  const most = days.reduce((best, day) => (amountOf(day) > amountOf(best) ? day : best))
  const highest = amountOf(most)
  const words = total > 0 ? t.chartOf(name, format(total), format(highest), formatUtcDay(most.day)) : t.usageNone
  return (
    <figure class="chart">
      <figcaption>
        <span>{name}</span>
        <strong>{format(total)}</strong>
      </figcaption>
      <div class="bars" role="img" aria-label={words}>
        {days.map((day) => (
          <i key={day.day} title={`${formatUtcDay(day.day)}: ${format(amountOf(day))}`}>
            <b style={{ blockSize: `${highest > 0 ? (amountOf(day) / highest) * 100 : 0}%` }} />
          </i>
        ))}
      </div>
      <div class="chart-ends" aria-hidden="true">
        <span>{formatUtcDay(days[0]?.day ?? "")}</span>
        <span>{formatUtcDay(days.at(-1)?.day ?? "")}</span>
      </div>
    </figure>
  )
}
