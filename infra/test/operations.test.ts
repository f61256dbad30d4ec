import { spawnSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { personOwner } from "@parley/functions/sign-in/person.ts"
import { describe, expect, test } from "vitest"
import { root } from "../../tools/synth/paths.ts"
import { alarmNames } from "./checks/monitoring.ts"
import { all, one } from "./support/find.ts"
import { graphOf } from "./support/graphs.ts"
import { withIssuer } from "./support/settings.ts"

const page = readFileSync(`${root}/docs/operations.md`, "utf8")
const chapter = (title: string) => page.split(/^## /m).find((text) => text.startsWith(title)) ?? ""
// Prod with every setting that adds an alarm.
const graph = graphOf(withIssuer)

describe("docs/operations.md", () => {
  test("has exactly one section per alarm", () => {
    const sections = [...chapter("The alarms").matchAll(/^### (.+)$/gm)].map(([, name]) => name)
    expect(sections.sort()).toEqual(alarmNames(graph).sort())
  })

  test("has more text in each section than the alarm's mail", () => {
    const texts = chapter("The alarms").split(/^### /m).slice(1)
    expect(texts.filter((text) => text.length < 200).map((text) => text.split("\n")[0])).toEqual([])
  })

  test("has a chapter for every operator task", () => {
    const titles = [
      "Where to look",
      "Firewall",
      "The account's bill",
      "Turn the answers off",
      "Bring back what was lost",
      "Erase a person's data",
    ]
    for (const title of [...titles, "Grant and revoke access", "Change the edge's key", "Raise a quota"])
      expect(chapter(title).length, title).toBeGreaterThan(300)
  })

  test("names only existing log groups, functions and tables", () => {
    const groups = all(graph, "cloudwatch/logGroup").map(({ name }) => String(name))
    const named = [...new Set([...page.matchAll(/\/aws\/(?:lambda|vendedlogs)[\w/-]*[\w]/g)].map(([name]) => name))]
    expect(named.length).toBeGreaterThan(3)
    expect(named.filter((name) => !groups.some((group) => group.startsWith(name)))).toEqual([])
    const names = [...all(graph, "lambda/function"), ...all(graph, "dynamodb/table")].map(({ name }) => String(name))
    const prefixes = [...page.matchAll(/starts_with\(\w*@?, '([^']+)'\)/g)].map(([, prefix = ""]) => prefix)
    expect(prefixes.length).toBeGreaterThan(2)
    expect(prefixes.filter((prefix) => names.filter((name) => name.startsWith(prefix)).length !== 1)).toEqual([])
    expect(page).toContain(`dashboard** \`${all(graph, "cloudwatch/dashboard")[0]?.dashboardName}\``)
  })

  test("computes the owner of a signed-in user as the functions do", () => {
    const line = /^owner=.+$/m.exec(chapter("Erase a person's data"))?.[0]
    const [iss, sub] = ["https://login.example.com/v2.0", "a subject/+="]
    const path = `${root}/node_modules/.bin:${process.env.PATH}`
    const { stdout } = spawnSync("sh", ["-c", `${line}; printf %s "$owner"`], { env: { PATH: path, iss, sub }, encoding: "utf8" })
    expect(stdout).toBe(personOwner(iss, sub))
  })

  test("queries only fields of JSON logs, which have no REPORT lines", () => {
    expect(all(graph, "lambda/function").map(({ loggingConfig }) => loggingConfig.logFormat)).toEqual(["JSON", "JSON"])
    const alarms = JSON.stringify(all(graph, "cloudwatch/metricAlarm"))
    expect(`${page} ${alarms}`).not.toMatch(/`?REPORT`?|Init Duration|Task timed out|Runtime exited/)
    // https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html
    const report = ["requestId", "status", "errorType", "metrics.durationMs", "metrics.maxMemoryUsedMB", "metrics.initDurationMs"]
    const fields = [...page.matchAll(/\brecord\.([A-Za-z.]*[A-Za-z])/g)].map(([, field = ""]) => field)
    expect([...new Set(fields)].sort()).toEqual(report.sort())
  })

  test("queries only existing fields of the access log", () => {
    const format = JSON.parse(one(graph, "apigateway/stage", "ApiStage").accessLogSettings.format)
    const queries = [...page.matchAll(/stats count\(\) by ([^`\n]+)/g)].map(([, names = ""]) => names)
    const ofTheGateway = queries.filter((names) => /errorType/.test(names)).flatMap((names) => names.split(", "))
    expect(ofTheGateway.length).toBeGreaterThan(4)
    expect(ofTheGateway.filter((name) => !(name in format))).toEqual([])
  })

  test("links only to existing chapters and files", () => {
    const anchors = [...page.matchAll(/^#{2,3} (.+)$/gm)].map(([, title = ""]) =>
      title
        .toLowerCase()
        .replaceAll(/[^a-z0-9 -]/g, "")
        .replaceAll(" ", "-"),
    )
    const links = [...page.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor = ""]) => anchor)
    expect(links.filter((anchor) => !anchors.includes(anchor))).toEqual([])
  })
})
