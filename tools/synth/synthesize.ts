import { rmSync } from "node:fs"
import { type BuildReport, startCliRpc } from "./cli-rpc.ts"
import { type Edit, loadConfig, provideGlobals } from "./config.ts"
import type { Graph, Resource } from "./graph.ts"
import { createMocks } from "./mocks.ts"
import { ownFolder } from "./paths.ts"
import { fromPlatform } from "./platform.ts"

// The part of @pulumi/pulumi that is used here. It comes with SST's platform and cannot be a dependency.
type Pulumi = {
  runtime: {
    setMocks(mocks: object, project: string, stack: string, preview: boolean): Promise<void>
    registerStackTransformation(
      transformation: (resource: { type: string; name: string; opts: { retainOnDelete?: boolean } }) => void,
    ): void
    runInPulumiStack(program: () => Promise<object>): Promise<unknown>
    disconnect(): Promise<void>
  }
}
type Options = { dev: boolean; region: string; edit?: Edit }
export type Synthesis = { graph: Graph; bundles: BuildReport[] }

/**
 * Runs the real config and the real SST components without AWS. Returns every resource that a deployment of the stage would create. Runs once per
 * process, because SST and Pulumi keep their state in modules. The platform and the site's build must exist.
 */
export async function synthesize(stage: string, options: Options, load: typeof loadConfig = loadConfig): Promise<Synthesis> {
  const graph: Graph = []
  const retained = new Set<string>()
  const bundles: BuildReport[] = []
  const rpc = await startCliRpc((bundle) => bundles.push(bundle))
  process.env.SST_SERVER = rpc.url
  process.env.SST_AWS_REGION = options.region
  const app = provideGlobals(stage, options.dev)
  const { runtime } = fromPlatform("@pulumi/pulumi") as Pulumi
  await runtime.setMocks(
    createMocks(options.region, (resource) => graph.push(resource)),
    "parley",
    stage,
    false,
  )
  try {
    const { config, run } = await load(options.edit)
    Object.assign(app, await config.app({ stage }))
    await runtime.runInPulumiStack(() =>
      run(() => {
        // After SST's own transform, which applies the stage's removal policy to each resource.
        runtime.registerStackTransformation(({ type, name, opts }) => void (opts.retainOnDelete && retained.add(`${type} ${name}`)))
        return config.run()
      }),
    )
    await runtime.disconnect()
  } finally {
    rpc.close()
    rmSync(ownFolder, { recursive: true, force: true })
  }
  graph.push({ type: "sst:app", name: app.name, inputs: { removal: app.removal, protect: app.protect } })
  const key = ({ type, name }: Resource) => `${type} ${name}`
  const marked = graph.map((resource) => ({ ...resource, ...(retained.has(key(resource)) && { retained: true as const }) }))
  return { graph: marked.sort((a, b) => key(a).localeCompare(key(b))), bundles }
}
