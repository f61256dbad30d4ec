import { stageSettings } from "../../infra/stage.ts"
import { prices } from "./prices.ts"
import type { Line } from "./turns.ts"
import { stack } from "./workload.ts"

/** The site's files: a few hundred kilobytes and the state of SST. */
const siteGigabytes = 0.01

/** What a month of a stage costs in which nobody chats and nothing is stored yet. */
export function idleMonth(stageName: string): Line[] {
  const { firewall, watched } = stageSettings(stageName)
  return [
    ...(firewall
      ? [
          {
            name: "WAF",
            how: `one web ACL and ${stack.firewallRules} rules`,
            usd: prices.firewall.usd + stack.firewallRules * prices.firewallRule.usd,
          },
        ]
      : []),
    ...(watched
      ? [
          { name: "alarms", how: `${stack.alarmMetrics} metrics that alarms read`, usd: stack.alarmMetrics * prices.alarm.usd },
          { name: "dashboard", how: "one of three free ones of an account", usd: stack.dashboards * prices.dashboard.usd },
        ]
      : []),
    { name: "S3", how: "the site's files and SST's state", usd: siteGigabytes * prices.files.usd },
  ]
}
