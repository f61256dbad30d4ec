import { useEffect, useState } from "preact/hooks"
import { getUsage } from "../api/site.ts"
import type { UsageReport } from "../api/types.ts"
import { Notice } from "../ui/notice.tsx"
import { RetryButton } from "../ui/retry-button.tsx"
import { formatMoney, formatShort } from "../words/format.ts"
import { t } from "../words/t.ts"
import { Dialog } from "./dialog.tsx"
import { UsageChart } from "./usage-chart.tsx"
import { everyDay } from "./usage-days.ts"
import { UsageTable } from "./usage-table.tsx"
import { UsageToday } from "./usage-today.tsx"

const shownDays = 30

/** The usage of the last days, and today's remaining limits. */
export function UsageDialog() {
  const [report, setReport] = useState<UsageReport | "failed" | undefined>()
  const read = () => {
    setReport(undefined)
    getUsage(shownDays).then(setReport, () => setReport("failed"))
  }
  useEffect(read, [])
  return (
    <Dialog name="usage" title={t.usage}>
      {report === "failed" && (
        <Notice kind="warning" action={<RetryButton retry={read} />}>
          {t.usageFailed}
        </Notice>
      )}
      {report !== "failed" && <Report report={report} />}
    </Dialog>
  )
}

// Space is reserved until the report arrives, so that the layout does not shift.
function Report({ report }: { report: UsageReport | undefined }) {
  const days = everyDay(report?.days ?? [], shownDays, Date.now())
  return (
    <div class="usage" aria-busy={!report}>
      <UsageToday today={report?.today} />
      <h3>{t.lastDays(shownDays)}</h3>
      <UsageChart name={t.cost} days={days} amountOf={(day) => day.usd} format={formatMoney} />
      <UsageChart name={t.tokens} days={days} amountOf={(day) => day.inputTokens + day.outputTokens} format={formatShort} />
      <UsageTable days={days} />
    </div>
  )
}
