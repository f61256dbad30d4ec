import { statusOf } from "@parley/api/status.ts"
import { type ErrorCode, errorCodes } from "@parley/core/visible-error.ts"

// API Gateway's own responses. MISSING_AUTHENTICATION_TOKEN is its name for an unknown route. DEFAULT_4XX and DEFAULT_5XX cover all that are not
// named.
const answers: Record<string, { code: ErrorCode; detail: string; retryAfterSeconds?: number }> = {
  DEFAULT_4XX: { code: "body.invalid", detail: "The gateway could not read the request." },
  DEFAULT_5XX: { code: "service.unavailable", detail: "The request could not be handled. Try again.", retryAfterSeconds: 5 },
  // Also for a call that Lambda throttles; without this entry it is a 500:
  // https://repost.aws/questions/QUL-z6rJbmR4meafB7MzYXxw
  INTEGRATION_FAILURE: { code: "service.unavailable", detail: "The request could not be handled. Try again.", retryAfterSeconds: 5 },
  MISSING_AUTHENTICATION_TOKEN: { code: "route.missing", detail: "Unknown route or method." },
  // The gateway's response to an unknown route with a bearer token: it parses the token as a signature.
  INVALID_SIGNATURE: { code: "route.missing", detail: "Unknown route or method." },
  RESOURCE_NOT_FOUND: { code: "route.missing", detail: "Unknown route or method." },
  INVALID_API_KEY: { code: "auth.forbidden", detail: "Requests have to come through the site." },
  ACCESS_DENIED: { code: "auth.forbidden", detail: "Requests have to come through the site." },
  THROTTLED: { code: "rate.exceeded", detail: "Too many requests at once. Try again in a moment.", retryAfterSeconds: 1 },
  QUOTA_EXCEEDED: { code: "rate.exceeded", detail: "Too many requests at once. Try again in a moment.", retryAfterSeconds: 1 },
  REQUEST_TOO_LARGE: { code: "body.tooLarge", detail: "The request is larger than the gateway accepts." },
  UNSUPPORTED_MEDIA_TYPE: { code: "body.notJson", detail: "Send application/json." },
  INTEGRATION_TIMEOUT: { code: "model.timeout", detail: "No answer came in time. Try again." },
}

/** Gives the gateway's own responses the format of the functions' errors: problem+json (RFC 9457), never cached, with the request id. */
export const createGatewayResponses = (restApi: $util.Input<string>) =>
  Object.entries(answers).map(([responseType, { code, detail, retryAfterSeconds }]) => {
    const status = statusOf[code]
    const { title } = errorCodes[code]
    const retryAfter = retryAfterSeconds === undefined ? {} : { retryAfter: retryAfterSeconds }
    // The gateway replaces `$context.requestId`.
    const problem = { type: "about:blank", title, status, detail, code, requestId: "$context.requestId", ...retryAfter }
    return new aws.apigateway.Response(`ApiResponse${responseType.toLowerCase().replaceAll("_", "")}`, {
      restApiId: restApi,
      responseType,
      statusCode: String(status),
      responseTemplates: { "application/json": JSON.stringify(problem) },
      responseParameters: {
        "gatewayresponse.header.Content-Type": "'application/problem+json; charset=utf-8'",
        "gatewayresponse.header.Cache-Control": "'no-store'",
        "gatewayresponse.header.x-request-id": "context.requestId",
        ...(retryAfterSeconds === undefined ? {} : { "gatewayresponse.header.Retry-After": `'${retryAfterSeconds}'` }),
      },
    })
  })
