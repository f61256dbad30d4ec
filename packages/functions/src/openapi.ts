import { bodySchemas } from "@parley/api/schemas.ts"
import { streamEvents } from "@parley/api/turn.ts"
import { type CountedRequest, requestWeights } from "@parley/core/budget/request-rate.ts"
import { toJsonSchemaDefs } from "@valibot/to-json-schema"
import { type GenericSchema, getDescription, getMetadata } from "valibot"
import type { RouteContract } from "./route.ts"
import { routes } from "./routes.ts"

// Checks that JSON Schema cannot say (well-formed text, characters in all) stay in the code; their limits are in the descriptions.
const schemasOf = (named: Record<string, GenericSchema>) =>
  toJsonSchemaDefs(named, {
    typeMode: "input",
    errorMode: "ignore",
    overrideRef: ({ referenceId }) => `#/components/schemas/${referenceId}`,
  })
const schemaOf = (schema: GenericSchema) => schemasOf({ schema }).schema

/** The API as an OpenAPI 3.1 document, made from the routes and the schemas that the code itself uses. */
export function openApiDocument(version: string) {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const route of routes) {
    const path = paths[route.path] ?? {}
    path[route.method.toLowerCase()] = operationOf(route)
    paths[route.path] = path
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Parley",
      version,
      description:
        "A chat on Amazon Bedrock. Every answer sets a cookie that identifies an anonymous caller. A signed-in person sends an ID token as bearer token, which takes precedence over the cookie. Every answer has an `x-request-id`; errors are `application/problem+json`.",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "/api" }],
    security: [{ idToken: [] }, { visitor: [] }, { localVisitor: [] }, {}],
    paths,
    components: {
      securitySchemes: {
        visitor: { type: "apiKey", in: "cookie", name: "__Host-visitor" },
        localVisitor: { type: "apiKey", in: "cookie", name: "visitor", description: "Over plain HTTP, in the local stage." },
        idToken: { type: "http", scheme: "bearer", bearerFormat: "JWT" },
      },
      schemas: schemasOf({ ...bodySchemas, ...prefixed(streamEvents) }),
    },
  }
}

const prefixed = (events: Record<string, GenericSchema>) =>
  Object.fromEntries(Object.entries(events).map(([name, schema]) => [`event.${name}`, schema]))

const names = new Map<GenericSchema, string>(Object.entries(bodySchemas).map(([name, schema]) => [schema, name]))

function ref(schema: GenericSchema) {
  const name = names.get(schema)
  if (name === undefined) throw new Error("A route answers with a schema that has no name. Add it to bodySchemas.")
  return { $ref: `#/components/schemas/${name}` }
}

function operationOf(route: RouteContract) {
  const { summary, description, query, headers, body, answers, errors, counts } = route
  const inPath = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
  }))
  const inQuery = Object.entries(fieldsOf(query)).map(([name, field]) => ({ name, in: "query", ...parameterOf(field) }))
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
      ...(counts && { 429: tooMany(counts) }),
      ...(errors?.includes("auth.required") && { 401: { description: "Problem: auth.required", headers: challenge, content: aProblem } }),
      ...(errors && { default: { description: `Problem: ${errors.join(", ")}`, content: aProblem } }),
    },
  }
}

const fieldsOf = (query: RouteContract["query"]): Record<string, GenericSchema> =>
  query && "entries" in query ? (query.entries as Record<string, GenericSchema>) : {}

/** A query parameter as its schema describes it; an optional one holds its description in the schema that it wraps. */
function parameterOf(field: GenericSchema) {
  const isOptional = "wrapped" in field
  const described = (isOptional ? field.wrapped : field) as GenericSchema
  const { jsonSchema } = getMetadata(described) as { jsonSchema?: Record<string, unknown> }
  return {
    description: getDescription(described),
    ...(!isOptional && { required: true }),
    schema: jsonSchema ?? schemaOf(described),
  }
}

const aProblem = { "application/problem+json": { schema: ref(bodySchemas.problem) } }
const challenge = {
  "x-amzn-Remapped-WWW-Authenticate": {
    description: "`Bearer`. The function sends `WWW-Authenticate` (RFC 9110 §11.6.1), which API Gateway renames.",
    schema: { type: "string" },
  },
}

const answerOf = ({ description, headers, content }: RouteContract["answers"][number]) => ({
  description,
  ...(headers && { headers }),
  ...(content && {
    content: Object.fromEntries(
      Object.entries(content).map(([type, schema]) => [type, { schema: schema === undefined ? { type: "string" } : ref(schema) }]),
    ),
  }),
})

const tooMany = (counted: CountedRequest) => ({
  description: `Problem: rate.exceeded. ${counted === "join" ? "A POST that joins or replays a turn" : "The request"} counts ${requestWeights[counted]} of the ${"`REQUESTS_PER_MINUTE`"} of its owner and of its address.`,
  headers: { "Retry-After": { description: "Seconds until the next minute", schema: { type: "integer" } } },
  content: aProblem,
})

const operationId = ({ method, path }: RouteContract) =>
  `${method.toLowerCase()}${path
    .split("/")
    .filter(Boolean)
    .map((part) => part.replace(/[{}]/g, ""))
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join("")}`
