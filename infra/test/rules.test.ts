import { readFileSync } from "node:fs"
import { describe, expect, test } from "vitest"
import { root } from "../../tools/synth/paths.ts"
import { followed, published } from "./rules.ts"
import { graphOf } from "./support/graphs.ts"
import { withEverySetting, withUserPool } from "./support/settings.ts"

const rows = readFileSync(`${root}/infra/waivers.md`, "utf8")
  .split("\n")
  .filter((line) => /^\| (?!rule |-)/.test(line))
  .map((line) => line.split("|").map((cell) => cell.trim()))
const waived = new Set(rows.flatMap(([, rule = ""]) => [...rule.matchAll(/\(([^)]+)\)/g)].flatMap(([, list = ""]) => list.split(", "))))
const ids = followed.flatMap((rule) => rule.ids)
const partly = followed.filter(({ not, needsDomain }) => not || needsDomain).flatMap((rule) => rule.ids)

describe.each(["prod", "staging", "dev", "my-stage"])("on %s", (stage) => {
  const graph = graphOf({ stage })
  const rules = followed.filter(({ not, needsDomain, ofUserPools }) => !not?.includes(stage) && !needsDomain && !ofUserPools)
  test.each(rules.map((rule) => [rule.ids.join(", "), rule] as const))("%s", (_, { checks }) => {
    expect(checks.flatMap((check) => check(graph))).toEqual([])
  })
})

describe("rules about optional resources of prod are followed", () => {
  const [withDomain, withPool] = [graphOf(withEverySetting), graphOf(withUserPool)]
  test.each(followed.filter(({ needsDomain, ofUserPools }) => needsDomain || ofUserPools))("$ids", ({ checks, needsDomain }) => {
    expect(checks.flatMap((check) => check(needsDomain ? withDomain : withPool))).toEqual([])
  })
})

describe("infra/waivers.md", () => {
  test("lists exactly the published rules that are not followed", () => {
    const missing = published.filter((id) => !ids.includes(id) && !waived.has(id))
    const both = ids.filter((id) => waived.has(id) && !partly.includes(id) && id !== "AwsSolutions-IAM4")
    expect({ missing, both }).toEqual({ missing: [], both: [] })
  })

  test("lists every rule that some stage does not follow", () => {
    expect(partly.filter((id) => !waived.has(id))).toEqual([])
  })

  test("and the checks name only rules of the published lists", () => {
    expect([...ids, ...waived].filter((id) => !published.includes(id))).toEqual([])
    expect(new Set(ids).size).toBe(ids.length)
  })

  test("gives a reason for each rule", () => {
    expect(rows.filter(([, , reason = ""]) => reason.length < 30)).toEqual([])
  })
})
