import { formatMoney, formatNumber, formatUtcDay } from "../words/format.ts"
import { text } from "../words/text.ts"
import type { ChartDay } from "./usage-days.ts"

/** The days on which something was used, newest first, in numbers. */
export function UsageTable({ days }: { days: ChartDay[] }) {
  const used = days.filter(({ turns, usd, outputTokens }) => turns > 0 || usd > 0 || outputTokens > 0).reverse()
  if (used.length === 0) return <p class="usage-none">{text.usageNone}</p>
  return (
    <details class="usage-table">
      <summary>{text.usageTable}</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls on narrow pages, and a keyboard must be able to scroll it. */}
      <div class="table-scroll" tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">{text.day}</th>
              <th scope="col">{text.usageTurns}</th>
              <th scope="col">{text.tokensIn}</th>
              <th scope="col">{text.tokensOut}</th>
              <th scope="col">{text.cost}</th>
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
