import { readFile } from "node:fs/promises"
import { beforeAll, describe, expect, test } from "vitest"
import { all, type Inputs } from "../../infra/test/support/find.ts"
import { graphOf } from "../../infra/test/support/graphs.ts"
import { root } from "../../scripts/checks.ts"
import { attackChapter, withAttackChapter } from "../cost/attack.ts"
import { costDocument } from "../cost/document.ts"
import { modelCost } from "../cost/turns.ts"
import { stack } from "../cost/workload.ts"
import type { Graph } from "../synth/graph.ts"

test("docs/cost.md is what npm run cost writes now", async () => {
  expect(await readFile(`${root}docs/cost.md`, "utf8")).toBe(costDocument())
})

test("what the limits allow, in docs/operations.md, is what npm run cost writes now from the defaults of the settings", async () => {
  const operations = await readFile(`${root}docs/operations.md`, "utf8")
  expect(operations).toBe(withAttackChapter(operations))
  expect(operations.split(attackChapter())).toHaveLength(2)
})

test("a model that keeps no prefix as short as the typical turn's is reckoned at its full input price", () => {
  // Haiku 4.5 keeps 4,096 tokens or more: 2,050 new ones at 1.1 USD a million and 400 of the answer at 5.5.
  expect(modelCost("us.anthropic.claude-haiku-4-5-20251001-v1:0", 1_000)).toBeCloseTo(2.255 + 2.2, 6)
  expect(costDocument()).toContain("Claude Haiku 4.5 keeps no prefix of fewer than 4,096 tokens")
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
