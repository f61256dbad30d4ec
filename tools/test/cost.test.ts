import { readFile } from "node:fs/promises"
import { beforeAll, describe, expect, test } from "vitest"
import { all, type Inputs } from "../../infra/test/support/find.ts"
import { graphOf } from "../../infra/test/support/graphs.ts"
import { root } from "../../scripts/checks.ts"
import { documents, withTable } from "../cost/documents.ts"
import { modelCost } from "../cost/tables.ts"
import type { Graph } from "../synth/graph.ts"

test.each(documents)("the table $name of $file equals the output of npm run cost", async ({ file, name, table }) => {
  const text = await readFile(`${root}${file}`, "utf8")
  expect(withTable(text, name, table())).toBe(text)
  expect(text.split(table())).toHaveLength(2)
})

test("a document without the comments around its table is an error", () => {
  expect(() => withTable("# Cost\n", "turns", "| a |")).toThrow(/comments around the table "turns"/)
})

test("a model that does not cache a prefix as short as the typical turn's costs its full input price", () => {
  // Haiku 4.5 caches 4,096 tokens or more: 2,050 new ones at 1.1 USD a million and 400 of the answer at 5.5.
  expect(modelCost("us.anthropic.claude-haiku-4-5-20251001-v1:0", 1_000)).toBeCloseTo(2.255 + 2.2, 6)
})

describe("the counts in docs/cost.md", () => {
  // Takes long if the stack was not synthesized before.
  let graph: Graph
  let text: string
  beforeAll(async () => {
    graph = graphOf({ stage: "prod" })
    text = await readFile(`${root}docs/cost.md`, "utf8")
  })

  test("equal those of the stack", () => {
    const memory = (name: RegExp) => all(graph, "lambda/function").find((each) => name.test(each.name))?.memorySize
    expect(text).toContain(`at ${memory(/chat/i)} MB for the answer, 2 × 50 ms at ${memory(/conversations/i)} MB`)
    const [acl, ...others] = all(graph, "wafv2/webAcl")
    expect(others).toEqual([])
    expect(text).toContain(`one web ACL at 5.00, ${acl?.rules.length} rules at 1.00`)
    const read = all(graph, "cloudwatch/metricAlarm").map(
      ({ metricQueries }) => metricQueries?.filter((query: Inputs) => query.metric).length ?? 1,
    )
    expect(text).toContain(`(${read.reduce((sum, metrics) => sum + metrics, 0)} metrics at 0.10)`)
    expect(all(graph, "cloudwatch/dashboard")).toHaveLength(1)
  })
})
