import { type CountedRequest, requestWeights } from "@parley/core/budget/request-rate.ts"
import { feedback } from "@parley/core/conversation/feedback.ts"
import { turnRequest } from "@parley/core/turn/request.ts"
import { toJsonSchema } from "@valibot/to-json-schema"
import type { GenericSchema } from "valibot"
import { countedRequests } from "./counted-requests.ts"
import { operations } from "./operations.ts"
import { type Route, routes } from "./routes.ts"
import * as requests from "./schemas/requests.ts"
import * as responses from "./schemas/responses.ts"

const { streamEvents, ...responseSchemas } = responses
const bodies = { turnRequest, feedback, newTitle: requests.newTitle }

// Checks that JSON Schema cannot say (well-formed text, characters in all) stay in the code; their limits are in the descriptions.
const schemaOf = (schema: GenericSchema) => {
  const { $schema: _, ...rest } = toJsonSchema(schema, { typeMode: "input", errorMode: "ignore" })
  return rest
}
const schemasOf = (named: Record<string, GenericSchema>) =>
  Object.fromEntries(Object.entries(named).map(([name, schema]) => [name, schemaOf(schema)]))

/** The API as an OpenAPI 3.1 document, made from the routes and the schemas that the code itself uses. */
export function openApiDocument(version: string) {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const route of routes) {
    const path = paths[route.resource] ?? {}
    path[route.method.toLowerCase()] = operationOf(route)
    paths[route.resource] = path
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Parley",
      version,
      description:
        "A chat on Amazon Bedrock. Anonymous callers are known by the cookie that every answer sets, people who signed in by an ID token as bearer token, which outranks the cookie. Every answer carries `x-request-id`; errors are `application/problem+json`.",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "/api" }],
    security: [{ idToken: [] }, { visitor: [] }, { localVisitor: [] }, {}],
    paths,
    components: {
      securitySchemes: {
        visitor: { type: "apiKey", in: "cookie", name: "__Host-visitor" },
        localVisitor: { type: "apiKey", in: "cookie", name: "visitor", description: "Over plain HTTP, as on a laptop." },
        idToken: { type: "http", scheme: "bearer", bearerFormat: "JWT" },
      },
      schemas: { ...schemasOf(bodies), ...schemasOf(responseSchemas), ...schemasOf(prefixed(streamEvents)) },
    },
  }
}

const prefixed = (events: Record<string, GenericSchema>) =>
  Object.fromEntries(Object.entries(events).map(([name, schema]) => [`event.${name}`, schema]))

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` })

function operationOf(route: Route) {
  const name = `${route.method} ${route.resource}` as keyof typeof operations
  const { summary, description, query, headers, body, answers, errors } = operations[name]
  const counted = countedRequests[name]
  const inPath = [...route.resource.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
  }))
  const inQuery = Object.entries(query ?? {}).map(([name, about]) => ({ name, in: "query", ...about }))
  const inHeader = Object.entries(headers ?? {}).map(([name, about]) => ({ name, in: "header", ...about }))
  const parameters = [...inPath, ...inQuery, ...inHeader]
  return {
    operationId: operationId(route),
    summary,
    ...(description && { description }),
    ...(parameters.length > 0 && { parameters }),
    ...(body && { requestBody: { required: true, content: { "application/json": { schema: ref(body) } } } }),
    responses: {
      ...Object.fromEntries(Object.entries(answers).map(([status, answer]) => [status, answerOf(answer)])),
      ...(counted && { 429: tooMany(counted) }),
      ...(errors?.includes("auth.required") && { 401: { description: "Problem: auth.required", headers: challenge, content: aProblem } }),
      ...(errors && { default: { description: `Problem: ${errors.join(", ")}`, content: aProblem } }),
    },
  }
}

const aProblem = { "application/problem+json": { schema: ref("problem") } }
const challenge = {
  "x-amzn-Remapped-WWW-Authenticate": {
    description: "`Bearer`. A function answers `WWW-Authenticate` (RFC 9110 §11.6.1), which API Gateway renames.",
    schema: { type: "string" },
  },
}

const answerOf = ({ description, headers, content }: (typeof operations)["POST /chat"]["answers"][number]) => ({
  description,
  ...(headers && { headers }),
  ...(content && {
    content: Object.fromEntries(
      Object.entries(content).map(([type, name]) => [type, { schema: name === undefined ? { type: "string" } : ref(name) }]),
    ),
  }),
})

const tooMany = (counted: CountedRequest) => ({
  description: `Problem: rate.exceeded. ${counted === "join" ? "A POST that joins or replays a turn" : "The request"} counts ${requestWeights[counted]} of the ${"`REQUESTS_PER_MINUTE`"} of its owner and of its address.`,
  headers: { "Retry-After": { description: "Seconds until the next minute", schema: { type: "integer" } } },
  content: { "application/problem+json": { schema: ref("problem") } },
})

const operationId = ({ method, resource }: Route) =>
  `${method.toLowerCase()}${resource
    .split("/")
    .filter(Boolean)
    .map((part) => part.replace(/[{}]/g, ""))
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join("")}`
