import { spawnSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import { beforeAll, expect, test } from "vitest"
import type { Graph } from "../../tools/synth/graph.ts"
import { root } from "../../tools/synth/paths.ts"
import { differences } from "./support/compare.ts"
import { all } from "./support/find.ts"
import { graphOf } from "./support/graphs.ts"

// `npm run synth` shows the deployed stack only if SST's own build of the config makes the same stack.
let ours: Graph
let sst: Graph
beforeAll(() => {
  ours = graphOf({ stage: "prod" })
  const { PATH, HOME, NODE_COMPILE_CACHE } = process.env
  const child = fileURLToPath(import.meta.resolve("./support/sst-child.ts"))
  const { status, stdout, stderr } = spawnSync(process.execPath, [child, "prod"], {
    cwd: root,
    env: { PATH, HOME, NODE_COMPILE_CACHE },
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  })
  if (status !== 0) throw new Error(`SST's way to build the config failed: ${stderr}`)
  sst = JSON.parse(stdout)
}, 300_000)

test("SST's build of the config produces the same stack as npm run synth", () => {
  expect(sst.length).toBe(ours.length)
  const graphs = [ours, sst]
  expect(differences(["prod", "prod"], () => graphs.shift() ?? [])).toEqual({})
})

test("SST's build adds no esbuild helpers to the CloudFront function", () => {
  const codes = all(sst, "cloudfront/function").map(({ code }) => String(code))
  expect(codes).toHaveLength(2)
  expect(codes.filter((code) => code.includes("__name"))).toEqual([])
})
