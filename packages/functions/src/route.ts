import type { Writable } from "node:stream"
import type { CountedRequest } from "@parley/core/budget/request-rate.ts"
import type { ErrorCode, VisibleError } from "@parley/core/visible-error.ts"
import type { GenericSchema, InferOutput } from "valibot"
import type { Answer } from "./answer.ts"
import type { IdentifiedCaller } from "./caller.ts"
import type { ApiRequest } from "./request.ts"
import type { Services } from "./services.ts"

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE"
export type FunctionName = "chat" | "conversations"

/** An id in a path. One that cannot be an id of its kind is as missing as one that names nothing. */
export type PathId = { pattern: RegExp; missing: () => VisibleError }
type ParameterOf<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}` ? Name | ParameterOf<Rest> : never

type Headers = Record<string, { description: string; schema: Record<string, unknown> }>
/** What an answer with this status carries: a schema for each media type, `undefined` for plain text. */
type Documented = { description: string; headers?: Headers; content?: Record<string, GenericSchema | undefined> }

export type Invocation<S extends Services = Services> = {
  request: ApiRequest
  services: S
  caller: IdentifiedCaller
  /** When this process may be cut off, in milliseconds since 1970. */
  deadline: number
  /** Starts the answer of a route that streams. After it, the route itself reports its errors. */
  start(status: number, headers: Record<string, string>): Writable
}

/** What a handler gets: the request with its checked ids, query and body. */
export type Handled<S extends Services, Ids, Query, Body> = Invocation<S> & { ids: Ids; query: Query; body: Body }

/** Where a route is: its method, API Gateway's path without the `/api` that the site's origin puts before it, and the function that serves it. */
export type RouteAddress<M extends Method = Method, P extends string = string, F extends FunctionName = FunctionName> = {
  method: M
  path: P
  function: F
}

type Contract<M extends Method, P extends string, F extends FunctionName> = RouteAddress<M, P, F> & {
  summary: string
  description?: string
  /** Request headers beyond those of every route. */
  headers?: Headers
  /** By HTTP status. */
  answers: Record<number, Documented>
  /** Codes of the problems that the route may answer. */
  errors?: readonly ErrorCode[]
  /** What the route counts against the requests of a minute. */
  counts?: CountedRequest
}

/** What a route takes and answers, of any path, query and body. */
export interface RouteContract extends Contract<Method, string, FunctionName> {
  ids?: Record<string, PathId>
  query?: GenericSchema
  body?: GenericSchema
}

/** A route that a function with these services can serve. */
export interface Route<S extends Services = Services> extends RouteContract {
  handle(request: Handled<S, never, never, never>): Promise<Answer | undefined>
}

/**
 * Defines one route of the API. The stack, the local gateway, the OpenAPI document and the functions read it; nothing else names a route.
 * Ids, query and body are checked before `handle` runs, in this order.
 */
export function defineRoute<
  const M extends Method,
  const P extends string,
  const F extends FunctionName,
  S extends Services = Services,
  Query extends GenericSchema = GenericSchema<undefined>,
  Body extends GenericSchema = GenericSchema<undefined>,
>(
  route: Contract<M, P, F> & {
    query?: Query
    body?: Body
    handle(request: Handled<S, Record<ParameterOf<P>, string>, InferOutput<Query>, InferOutput<Body>>): Promise<Answer | undefined>
  } & ([ParameterOf<P>] extends [never] ? { ids?: never } : { ids: Record<ParameterOf<P>, PathId> }),
) {
  return route
}
