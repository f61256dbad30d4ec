import { expect, describe as group, test } from "vitest"
import { describe } from "../src/log.ts"

const canary = "canary-5f2c"
const service = (name: string, message: string) =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode: 400, requestId: "r" } })

group("an error in the log", () => {
  test.each([
    "AccessDeniedException",
    "ExpiredTokenException",
    "ResourceNotFoundException",
    "ServiceQuotaExceededException",
    "ThrottlingException",
  ])("%s keeps the service's message, cut to 300 characters", (name) => {
    expect(describe(service(name, "x".repeat(400)))).toMatchObject({ name, message: "x".repeat(300), status: 400, serviceRequestId: "r" })
  })

  test.each([
    "ValidationException",
    "ModelErrorException",
    "ModelStreamErrorException",
    "SerializationException",
    "InternalServerException",
    "ConditionalCheckFailedException",
    "TransactionCanceledException",
    "Error",
  ])("%s keeps no message", (name) => {
    expect(JSON.stringify(describe(service(name, canary)))).not.toContain(canary)
  })

  test.each<[string, () => unknown]>([
    ["for invalid JSON", () => JSON.parse(`{"${canary}`)],
    [
      "for a call of a value that is not a function",
      () => (({ [canary]: 1 }) as Record<string, unknown> as Record<string, () => void>)[canary]?.(),
    ],
    ["for an invalid URL", () => new URL(canary)],
    ["for an invalid number", () => BigInt(canary)],
  ])("the JavaScript engine's own message %s is left out", (_, act) => {
    let thrown: unknown
    try {
      act()
    } catch (error) {
      thrown = error
    }
    const line = describe(thrown as Error)
    expect(JSON.stringify(line)).not.toContain(canary)
    expect((line.stack as string[])[0]).toMatch(/^at /)
  })

  test("has no line of a message among the stack frames of the error and of its causes", () => {
    const cause = new Error(`one\n    at ${canary} (file.ts:1:1)`)
    const line = JSON.stringify(describe(new Error(`two\n    at ${canary} (file.ts:1:1)`, { cause })))
    expect(line).not.toContain(canary)
  })

  test("has a safe name instead of an arbitrary one", () => {
    expect(describe(service(`${canary} ${canary}`, "x"))).toMatchObject({ name: "Error" })
  })
})
