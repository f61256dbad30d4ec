import { VisibleError } from "@parley/core/visible-error.ts"
import { describe, expect, test } from "vitest"
import { asVisible, problem } from "../src/problem.ts"

const thrown = (name: string) => Object.assign(new Error("x"), { name, $metadata: { httpStatusCode: 400 } })
const wrapped = (name: string) => Object.assign(new Error("x", { cause: thrown(name) }), { name: "ElectroError" })
const told = (error: unknown) => JSON.parse(String(problem(asVisible(error), "r").body)).code

describe.each([
  ["as the SDK throws it", thrown],
  ["as ElectroDB wraps it", wrapped],
])("a DynamoDB error, %s,", (_, make) => {
  test.each(["ThrottlingException", "AccessDeniedException", "ResourceNotFoundException", "InternalServerError", "TimeoutError"])(
    "%s means that the table is unavailable",
    (name) => expect(told(make(name))).toBe("store.unavailable"),
  )

  test.each(["SerializationException", "ValidationException"])("%s is a bug in our request, not an outage", (name) => {
    expect(told(make(name))).toBe("internal")
  })
})

test("a visible error stays unchanged", () => {
  const error = new VisibleError("turn.busy", "Wait.", {}, { cause: thrown("ValidationException") })
  expect(asVisible(error)).toBe(error)
})
