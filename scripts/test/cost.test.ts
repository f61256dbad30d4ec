import { readFile } from "node:fs/promises"
import { beforeAll, describe, expect, test } from "vitest"
import { costDocument } from "../../infra/cost/document.ts"
import { stack } from "../../infra/cost/workload.ts"
import type { Graph } from "../../infra/synth/graph.ts"
import { all, type Inputs } from "../../infra/test/support/find.ts"
import { graphOf } from "../../infra/test/support/graphs.ts"
import { root } from "../checks.ts"

test("docs/cost.md is what npm run cost writes now", async () => {
  expect(await readFile(`${root}docs/cost.md`, "utf8")).toBe(costDocument())
})

describe("the figures that costs are reckoned with", () => {
  // Takes long where nothing of the stack was synthesized before.
  let graph: Graph
  beforeAll(() => {
    graph = graphOf({ stage: "prod" })
  })

  test("are those of the stack", () => {
    const memory = all(graph, "lambda/function").map(({ name, memorySize }) => [name, memorySize])
    expect(memory).toContainEqual([expect.stringMatching(/chat/i), stack.chatMegabytes])
    expect(memory).toContainEqual([expect.stringMatching(/conversations/i), stack.conversationsMegabytes])
    expect(all(graph, "wafv2/webAcl").map(({ rules }) => rules.length)).toEqual([stack.firewallRules])
    const read = all(graph, "cloudwatch/metricAlarm").map(
      ({ metricQueries }) => metricQueries?.filter((query: Inputs) => query.metric).length ?? 1,
    )
    expect(read.reduce((sum, metrics) => sum + metrics, 0)).toBe(stack.alarmMetrics)
    expect(all(graph, "cloudwatch/dashboard")).toHaveLength(stack.dashboards)
  })
})
