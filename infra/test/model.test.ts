import { findModel, type OfferedModel } from "@parley/core/model/catalogue.ts"
import { describe, expect, test } from "vitest"
import { modelStatements } from "../model.ts"

const account = { region: "ap-northeast-1", accountId: "123456789012" }
const statements = (...ids: string[]) =>
  modelStatements(
    ids.map((id) => findModel(id) as OfferedModel),
    account,
  )

describe("the permissions for models", () => {
  test("cover exactly the offered models", () => {
    const text = JSON.stringify(statements("jp.anthropic.claude-haiku-5-5", "global.anthropic.claude-sonnet-5-5"))
    expect([...new Set([...text.matchAll(/claude-[a-z]+-[\d-]+/g)].map(([model]) => model))]).toEqual([
      "claude-haiku-5-5",
      "claude-sonnet-5-5",
    ])
  })

  test("include every region of the geography, the stage's own first", () => {
    expect(statements("jp.anthropic.claude-haiku-5-5")[1]?.resources).toEqual([
      "arn:aws:bedrock:ap-northeast-1::foundation-model/anthropic.claude-haiku-5-5",
      "arn:aws:bedrock:ap-northeast-3::foundation-model/anthropic.claude-haiku-5-5",
    ])
  })

  test("include only the stage's own region for a model without a profile", () => {
    expect(statements("anthropic.claude-3-5-sonnet-20241022-v2:0")).toEqual([
      {
        actions: ["bedrock:InvokeModelWithResponseStream"],
        resources: ["arn:aws:bedrock:ap-northeast-1::foundation-model/anthropic.claude-3-5-sonnet-20241022-v2:0"],
      },
    ])
  })

  test("contain no wildcard", () => {
    expect(JSON.stringify(statements("us.anthropic.claude-opus-5-5", "global.anthropic.claude-opus-5-5"))).not.toContain("*")
  })
})
