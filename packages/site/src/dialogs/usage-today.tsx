import type { UsageReport } from "../api/types.ts"
import { formatMoney, formatNumber, formatTime, formatWait } from "../words/format.ts"
import { t } from "../words/t.ts"

/** Today's limits and their remainders. */
export function UsageToday({ today }: { today: UsageReport["today"] | undefined }) {
  const { budget, turns, resetAt } = today ?? {}
  return (
    <section class="usage-today" aria-labelledby="usage-today">
      <h3 id="usage-today">{t.usageToday}</h3>
      <div class="limits">
        <Limit name={t.usageMoney} left={budget?.leftUsd} limit={budget?.limitUsd} format={formatMoney} />
        <Limit name={t.usageTurns} left={turns?.left} limit={turns?.limit} format={formatNumber} />
      </div>
      <p class="usage-reset">{resetAt ? t.resets(formatTime(resetAt), formatWait(resetAt, Date.now())) : "\u00a0"}</p>
    </section>
  )
}

type LimitProps = { name: string; left: number | undefined; limit: number | undefined; format: (value: number) => string }

function Limit({ name, left = 0, limit, format }: LimitProps) {
  return (
    <div class="limit">
      <span class="limit-name">{name}</span>
      <strong>{limit === undefined ? "\u00a0" : t.leftOf(format(left), format(limit))}</strong>
      <meter aria-label={name} min={0} max={limit || 1} low={(limit || 1) / 10} value={left} />
    </div>
  )
}
