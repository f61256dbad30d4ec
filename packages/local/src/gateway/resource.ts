import type { FunctionName, Method, RouteAddress } from "@parley/functions/routes.ts"

export type Match = { resource: string; function: FunctionName; pathParameters: Record<string, string> | null }

/**
 * Finds the function for a method and path (without `/api`, not decoded) as API Gateway does: fixed segments take precedence over
 * parameters, and a parameter matches one non-empty segment. `OPTIONS` of every resource goes to the preflight function.
 * @throws URIError for an invalid percent encoding.
 */
export function findResource(routes: readonly RouteAddress[], preflight: FunctionName, method: string, path: string): Match | undefined {
  const segments = path.split("/")
  const resources = [...new Set(routes.map((route) => route.path))].toSorted((a, b) => specificity(b) - specificity(a))
  for (const resource of resources) {
    const pathParameters = parametersOf(resource.split("/"), segments)
    if (!pathParameters) continue
    const found = method === "OPTIONS" ? preflight : routes.find((r) => r.path === resource && r.method === (method as Method))?.function
    if (found) return { resource, function: found, pathParameters: Object.keys(pathParameters).length ? pathParameters : null }
  }
  return undefined
}

const specificity = (resource: string) => resource.split("/").filter((segment) => !segment.startsWith("{")).length

function parametersOf(pattern: string[], segments: string[]): Record<string, string> | undefined {
  if (pattern.length !== segments.length) return undefined
  const parameters: Record<string, string> = {}
  for (const [i, expected] of pattern.entries()) {
    const actual = segments[i] ?? ""
    if (expected.startsWith("{") && actual) parameters[expected.slice(1, -1)] = decodeURIComponent(actual)
    else if (expected !== actual) return undefined
  }
  return parameters
}
