import { formatMoney, formatNumber, formatUtcDay } from "../words/format.ts"
import { t } from "../words/t.ts"
import type { ChartDay } from "./usage-days.ts"

/** A table of the days with usage, newest first. */
export function UsageTable({ days }: { days: ChartDay[] }) {
  const used = days.filter(({ turns, usd, outputTokens }) => turns > 0 || usd > 0 || outputTokens > 0).reverse()
  if (used.length === 0) return <p class="usage-none">{t.usageNone}</p>
  return (
    <details class="usage-table">
      <summary>{t.usageTable}</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls on narrow pages, and a keyboard must be able to scroll it. */}
      <div class="table-scroll" tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t.day}</th>
              <th scope="col">{t.usageTurns}</th>
              <th scope="col">{t.tokensIn}</th>
              <th scope="col">{t.tokensOut}</th>
              <th scope="col">{t.cost}</th>
            </tr>
          </thead>
          <tbody>
            {used.map(({ day, turns, inputTokens, outputTokens, usd }) => (
              <tr key={day}>
                <th scope="row">{formatUtcDay(day)}</th>
                <td>{formatNumber(turns)}</td>
                <td>{formatNumber(inputTokens)}</td>
                <td>{formatNumber(outputTokens)}</td>
                <td>{formatMoney(usd)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  )
}
