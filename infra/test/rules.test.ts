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

describe("the rules of a part that prod may have are followed too", () => {
  const [withDomain, withPool] = [graphOf(withEverySetting), graphOf(withUserPool)]
  test.each(followed.filter(({ needsDomain, ofUserPools }) => needsDomain || ofUserPools))("$ids", ({ checks, needsDomain }) => {
    expect(checks.flatMap((check) => check(needsDomain ? withDomain : withPool))).toEqual([])
  })
})

describe("infra/waivers.md", () => {
  test("holds every published rule that is not followed, and none that is", () => {
    const missing = published.filter((id) => !ids.includes(id) && !waived.has(id))
    const both = ids.filter((id) => waived.has(id) && !partly.includes(id) && id !== "AwsSolutions-IAM4")
    expect({ missing, both }).toEqual({ missing: [], both: [] })
  })

  test("says where a rule is not followed on every stage", () => {
    expect(partly.filter((id) => !waived.has(id))).toEqual([])
  })

  test("and the checks know no rule that is not on the list", () => {
    expect([...ids, ...waived].filter((id) => !published.includes(id))).toEqual([])
    expect(new Set(ids).size).toBe(ids.length)
  })

  test("gives a reason for each", () => {
    expect(rows.filter(([, , reason = ""]) => reason.length < 30)).toEqual([])
  })
})
