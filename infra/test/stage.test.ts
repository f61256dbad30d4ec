import { describe, expect, test } from "vitest"
import { refuseLive, stageSettings } from "../stage.ts"

describe("a stage", () => {
  test.each(["production", "Production", "prd", "PROD", "prods", "live", "main"])("%s is refused: it is not prod", (name) => {
    expect(() => stageSettings(name)).toThrow(/did you mean "prod"\?/)
  })

  test.each(["stage", "stg", "Staging", "preprod", "pre-prod", "uat"])("%s is refused: it is not staging", (name) => {
    expect(() => stageSettings(name)).toThrow(/did you mean "staging"\?/)
  })

  test.each(["development", "develop", "DEV", "devel", "dev1"])("%s is refused: it is not dev", (name) => {
    expect(() => stageSettings(name)).toThrow(/did you mean "dev"\?/)
  })

  test.each(["", "A", "a", "1st", "with space", "under_score", "-x", "x-", "../up", "twenty-one-characters"])(
    "%j is refused as a stage name",
    (name) => {
      expect(() => stageSettings(name)).toThrow(/cannot be a stage/)
    },
  )

  test.each(["my-stage", "devin", "pr-42", "k8"])("%s is a personal stage, the cheapest", (name) => {
    expect(stageSettings(name)).toMatchObject({ removal: "remove", concurrency: null, firewall: false })
  })

  test("only prod is protected and keeps its data", () => {
    expect(["dev", "staging", "prod", "my-stage"].map((name) => stageSettings(name).protect)).toEqual([false, false, true, false])
    expect(stageSettings("prod")).toMatchObject({ removal: "retain", deletionProtection: true })
  })

  test("refuses sst dev if it is shared", () => {
    for (const name of ["dev", "staging", "prod"]) expect(() => refuseLive(name)).toThrow(/use a personal stage/)
    expect(() => refuseLive("my-stage")).not.toThrow()
  })
})
