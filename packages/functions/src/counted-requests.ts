import type { CountedRequest } from "@parley/core/budget/request-rate.ts"
import type { ApiRequest } from "./request.ts"
import type { FunctionName, RouteOf } from "./routes.ts"

/**
 * What each route counts against the requests of a minute. The others read at most one page, or nothing. A stop is not counted: one that is
 * refused would cost the rest of an answer. Of `POST /chat` only the joins count; beginning turns have limits of their own.
 */
export const countedRequests: Partial<Record<RouteOf<FunctionName>, CountedRequest>> = {
  "POST /chat": "join",
  "DELETE /conversations": "change",
  "POST /conversations/adopt": "change",
  "PATCH /conversations/{conversationId}": "change",
  "DELETE /conversations/{conversationId}": "change",
  "PUT /conversations/{conversationId}/messages/{messageId}/feedback": "change",
  "GET /conversations/{conversationId}/export": "exportOne",
  "GET /export": "exportAll",
  "GET /search": "search",
}

/** Whether anything of a request is counted by address. */
export const isCounted = ({ method, resource }: ApiRequest): boolean => Object.hasOwn(countedRequests, `${method} ${resource}`)
