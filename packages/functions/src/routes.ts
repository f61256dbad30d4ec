import type { FunctionName } from "./route.ts"
import { chatRoutes } from "./routes/chat.ts"
import { conversationsRoutes } from "./routes/conversations.ts"

export type { FunctionName, Method, RouteAddress, RouteContract } from "./route.ts"

/** Every route of the API, once. The stack, the local gateway and the OpenAPI document are made from this list. */
export const routes = [...chatRoutes, ...conversationsRoutes] as const

/** An answer has to end well before its function does. */
export const timeoutSeconds: Record<FunctionName, number> = { chat: 900, conversations: 30 }

/** Each resource answers CORS preflights itself: `OPTIONS` goes to the function that never calls the model. */
export const preflightFunction: FunctionName = "conversations"

/** The routes of one function as `METHOD /path`, so that the compiler sees a missing one. */
export type RouteOf<F extends FunctionName> =
  Extract<(typeof routes)[number], { function: F }> extends infer R
    ? R extends { method: infer M extends string; path: infer P extends string }
      ? `${M} ${P}`
      : never
    : never
