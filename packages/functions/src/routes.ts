// Every route of the API, once. The stack, the local gateway and the OpenAPI document are made from this list.
export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE"
export type FunctionName = "chat" | "conversations"
export type Route = { method: Method; resource: string; function: FunctionName }

const to =
  <const F extends FunctionName>(name: F) =>
  <const M extends Method, const R extends string>(method: M, resource: R) => ({ method, resource, function: name })
const chat = to("chat")
const conversations = to("conversations")

/** `resource` is API Gateway's path, without the `/api` that the site's origin puts before it. */
export const routes = [
  chat("POST", "/chat"),
  // Stop must not need a slot of the function that is busy answering.
  conversations("POST", "/chat/{turnId}/stop"),
  conversations("GET", "/conversations"),
  conversations("DELETE", "/conversations"),
  conversations("GET", "/conversations/adopt"),
  conversations("POST", "/conversations/adopt"),
  conversations("GET", "/conversations/{conversationId}"),
  conversations("PATCH", "/conversations/{conversationId}"),
  conversations("DELETE", "/conversations/{conversationId}"),
  conversations("GET", "/conversations/{conversationId}/export"),
  conversations("PUT", "/conversations/{conversationId}/messages/{messageId}/feedback"),
  conversations("GET", "/export"),
  conversations("GET", "/search"),
  conversations("GET", "/usage"),
  conversations("GET", "/config"),
  conversations("GET", "/health"),
] as const satisfies readonly Route[]

/** An answer has to end well before its function does. */
export const timeoutSeconds: Record<FunctionName, number> = { chat: 150, conversations: 30 }

/** Each resource answers CORS preflights itself: `OPTIONS` goes to the function that never calls the model. */
export const preflightFunction: FunctionName = "conversations"

/** The routes of one function as `METHOD /resource`, so that the compiler sees a missing one. */
export type RouteOf<F extends FunctionName> =
  Extract<(typeof routes)[number], { function: F }> extends infer R
    ? R extends { method: infer M extends string; resource: infer P extends string }
      ? `${M} ${P}`
      : never
    : never
