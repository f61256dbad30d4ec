import type { Graph } from "../../../tools/synth/graph.ts"

/**
 * The differences between stages: a row for each resource that some lack (whether each has it) and for each input that differs (its values), in the
 * order of the stages.
 */
export function differences(stages: readonly string[], graphOf: (stage: string) => Graph): Record<string, unknown[]> {
  const flat = stages.map((stage) => flatten(stage, graphOf(stage)))
  const resources = [...new Set(flat.flatMap(({ resources }) => [...resources]))]
  const present = resources.map((name) => [name, flat.map(({ resources }) => resources.has(name))] as const)
  const everywhere = new Set(present.flatMap(([name, there]) => (there.every(Boolean) ? [name] : [])))
  const inputs = [...new Set(flat.flatMap(({ values }) => [...values.keys()]))]
    .filter((path) => everywhere.has(path.slice(0, path.indexOf(" "))))
    .map((path) => [path, flat.map(({ values }) => values.get(path))] as const)
  const unlike = [...present, ...inputs].filter(([, values]) => new Set(values.map((value) => JSON.stringify(value))).size > 1)
  return Object.fromEntries(unlike)
}

// SST's suffix that makes the name unique in the account.
const uniqueNames = /(parley-<stage>-[A-Za-z]+-)[a-z]{8}\b/g
// Random numbers that SST generates for each run or stage.
const drawn = /^(command:local:Command:|pulumi-nodejs:dynamic:Resource:SiteKvKeys|cloudfront:SiteCloudfrontFunctionRequest code)/

function flatten(stage: string, graph: Graph): { resources: Set<string>; values: Map<string, unknown> } {
  const plain = JSON.stringify(graph)
    .replaceAll(new RegExp(`(?<!sst\\.)\\b${stage}\\b`, "g"), "<stage>")
    .replaceAll(uniqueNames, "$1<letters>")
  const resources = new Set<string>()
  const values = new Map<string, unknown>()
  for (const { type, name, inputs, retained } of JSON.parse(plain) as Graph) {
    const resource = `${type.replace(/^aws:(\w+)\/.*$/, "$1")}:${name}`
    resources.add(resource)
    visit(`${resource} `, { ...inputs, ...(retained && { retained }) })
  }
  return { resources, values }

  function visit(path: string, value: unknown): void {
    if (typeof value === "object" && value !== null) {
      for (const [key, member] of Object.entries(value)) visit(`${path}${path.endsWith(" ") ? "" : "."}${key}`, member)
    } else if (!drawn.test(path)) values.set(path, value)
  }
}
