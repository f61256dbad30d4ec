import { expect, test } from "vitest"
import type { Graph } from "../../tools/synth/graph.ts"
import { all, type Inputs, one } from "./support/find.ts"
import { graphOf } from "./support/graphs.ts"

const names = (...keys: string[]) => `const names = [${keys.map((key) => `"ApiEdgeKey${key}"`).join(", ")}]`
const keysOf = (graph: Graph) => {
  const origins = one(graph, "cloudfront/distribution", "SiteCdnDistribution").origins as Inputs[]
  const [header] = origins.flatMap(({ customHeaders = [] }) => customHeaders as Inputs[])
  const accepted = all(graph, "apigateway/usagePlanKey").map(({ keyId }) => String(keyId).replace(/^ApiEdgeKey(\w)\w*-id$/, "$1"))
  return { sent: String(header?.value).replace(/^value-of-ApiEdgeKey(\w)\w*$/, "$1"), accepted: accepted.sort() }
}
type Keys = ReturnType<typeof keysOf>

// During a deployment some edge locations send the old key and some the new one, and the API accepts either the old keys or the new ones.
const refusesNobody = (before: Keys, after: Keys) =>
  [before.sent, after.sent].every((key) => before.accepted.includes(key) && after.accepted.includes(key))

const edit = (to: string) => ({ file: "infra/edge/key.ts", from: names("A", "B"), to })
const now = keysOf(graphOf({ stage: "prod" }))
const swapped = keysOf(graphOf({ stage: "prod", edit: edit(names("B", "A")) }))
const changed = keysOf(graphOf({ stage: "prod", edit: edit(names("B", "C")) }))

test("the key rotates in two deployments without refusing a request", () => {
  expect([now, swapped, changed]).toEqual([
    { sent: "A", accepted: ["A", "B"] },
    { sent: "B", accepted: ["A", "B"] },
    { sent: "B", accepted: ["B", "C"] },
  ])
  expect([refusesNobody(now, swapped), refusesNobody(swapped, changed)]).toEqual([true, true])
  expect(refusesNobody(now, changed), "in one step").toBe(false)
})
