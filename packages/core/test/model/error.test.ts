import { describe, expect, test } from "vitest"
import { modelErrorFrom } from "../../src/model/error.ts"
import { errorCodes } from "../../src/visible-error.ts"

const thrown = (name: string, httpStatusCode?: number) => Object.assign(new Error(name), { name, $metadata: { httpStatusCode } })

/** The caller's error code, whether a retry may succeed, and whether Bedrock may charge. */
const sorted = (error: unknown, streaming = false) => {
  const { code, billed } = modelErrorFrom(error, streaming)
  return [code, errorCodes[code].retryable, billed]
}

// The errors of Converse in the Bedrock API reference, and the common errors of all its operations.
describe.each<[string, number, string, boolean]>([
  ["AccessDeniedException", 403, "model.refused", false],
  ["InternalServerException", 500, "model.failed", true],
  ["ModelErrorException", 424, "model.failed", true],
  ["ModelNotReadyException", 429, "model.throttled", true],
  ["ModelTimeoutException", 408, "model.timeout", true],
  ["ResourceNotFoundException", 404, "model.refused", false],
  ["ServiceUnavailableException", 503, "model.throttled", true],
  ["ServiceQuotaExceededException", 400, "model.throttled", true],
  ["ThrottlingException", 429, "model.throttled", true],
  ["ValidationException", 400, "model.refused", false],
  ["ExpiredTokenException", 403, "model.refused", false],
  ["IncompleteSignature", 403, "model.refused", false],
  ["InternalFailure", 500, "model.failed", true],
  ["InvalidSignatureException", 403, "model.refused", false],
  ["MalformedHttpRequestException", 400, "model.refused", false],
  ["NotAuthorized", 401, "model.refused", false],
  ["OptInRequired", 403, "model.refused", false],
  ["RequestAbortedException", 400, "model.failed", true],
  ["RequestEntityTooLargeException", 413, "model.refused", false],
  ["RequestExpired", 400, "model.refused", false],
  ["RequestTimeoutException", 408, "model.timeout", true],
  ["SerializationException", 400, "model.refused", false],
  ["UnknownOperationException", 404, "model.refused", false],
  ["UnrecognizedClientException", 403, "model.refused", false],
])("%s", (name, status, code, retryable) => {
  test("before the answer costs nothing", () => {
    expect(sorted(thrown(name, status))).toEqual([code, retryable, false])
  })
})

test.each([
  ["InternalServerException", "model.failed", true],
  ["ModelStreamErrorException", "model.failed", true],
  ["ServiceUnavailableException", "model.throttled", true],
  ["ThrottlingException", "model.throttled", true],
  ["ValidationException", "model.refused", false],
])("%s inside the answer may be charged", (name, code, retryable) => {
  expect(sorted(thrown(name, 200), true)).toEqual([code, retryable, true])
})

test("a broken connection may be charged, and the request may succeed later", () => {
  expect(sorted(Object.assign(new Error("socket hang up"), { code: "ECONNRESET" }))).toEqual(["model.failed", true, true])
})

test("a request that found no credentials was never sent", () => {
  expect(sorted(Object.assign(new Error("No credentials"), { name: "CredentialsProviderError" }))).toEqual(["model.refused", false, false])
})
