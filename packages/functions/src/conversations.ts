import { countRequest } from "@parley/core/budget/request-rate.ts"
import { VisibleError } from "@parley/core/visible-error.ts"
import { settings, storeContext } from "./clients.ts"
import { preflight } from "./cors.ts"
import { countedRequests } from "./counted-requests.ts"
import { type Endpoint, endpoint } from "./endpoint.ts"
import { prefetchStageDay } from "./prefetch.ts"
import { adopt, adoptable } from "./resources/adopt.ts"
import { list, open, remove, removeAll, rename } from "./resources/conversations.ts"
import { exportEverything, exportOne } from "./resources/export.ts"
import { rate } from "./resources/feedback.ts"
import { search } from "./resources/search.ts"
import { config, health } from "./resources/site.ts"
import { stop } from "./resources/stop.ts"
import { usage } from "./resources/usage.ts"
import type { RouteOf } from "./routes.ts"

const endpoints: Record<RouteOf<"conversations">, Endpoint> = {
  "POST /chat/{turnId}/stop": stop,
  "GET /conversations": list,
  "DELETE /conversations": removeAll,
  "GET /conversations/adopt": adoptable,
  "POST /conversations/adopt": adopt,
  "GET /conversations/{conversationId}": open,
  "PATCH /conversations/{conversationId}": rename,
  "DELETE /conversations/{conversationId}": remove,
  "GET /conversations/{conversationId}/export": exportOne,
  "PUT /conversations/{conversationId}/messages/{messageId}/feedback": rate,
  "GET /export": exportEverything,
  "GET /search": search,
  "GET /usage": usage,
  "GET /config": config,
  "GET /health": health,
}

const missing: Endpoint = async () => {
  throw new VisibleError("route.missing", "There is nothing at this address.")
}

/** Counts the request before anything is read for it. */
function countedRoute(route: keyof typeof endpoints): Endpoint {
  const kind = countedRequests[route]
  if (!kind) return endpoints[route]
  return async (invocation) => {
    const { caller } = invocation
    await countRequest({ ...storeContext, settings: caller.settings }, caller, kind)
    return endpoints[route](invocation)
  }
}

// Most of its routes are counted by address.
await prefetchStageDay()

/** Everything but taking a turn; this function has no right to call the model. */
export const handler = endpoint((request) => {
  if (request.method === "OPTIONS") return async () => preflight(request.headers.origin, settings.allowedOrigins)
  const route = `${request.method} ${request.resource}`
  return Object.hasOwn(endpoints, route) ? countedRoute(route as keyof typeof endpoints) : missing
})
