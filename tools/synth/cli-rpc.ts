import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { type BundleOptions, bundleHandler } from "./bundle.ts"
import { SynthError } from "./synth-error.ts"

type Build = { handler: string; properties?: BundleOptions }
export type BuildReport = { handler: string; bytes: number }

/**
 * A substitute for the SST CLI, which the components call over HTTP while they run. It names the bootstrap buckets, bundles functions, and accepts
 * the calls that only a live `sst dev` needs.
 */
export async function startCliRpc(onBuild: (report: BuildReport) => void): Promise<{ url: string; close(): void }> {
  const answers: Record<string, (args: unknown) => unknown> = {
    "Provider.Aws.Bootstrap": () => ({
      asset: "sst-asset-bucket",
      state: "sst-state-bucket",
      assetEcrRegistryId: "123456789012",
      assetEcrUrl: "123456789012.dkr.ecr.us-east-1.amazonaws.com/sst-asset",
      appsyncHttp: "appsync-http",
      appsyncRealtime: "appsync-realtime",
    }),
    "Provider.Aws.Appsync": () => ({ http: "appsync-http", realtime: "appsync-realtime" }),
    "Runtime.AddTarget": () => true,
    "Runtime.Build": async (args) => {
      const { handler, properties } = args as Build
      try {
        const { file, bytes } = await bundleHandler(handler, properties ?? {})
        onBuild({ handler, bytes })
        return { out: file.slice(0, file.lastIndexOf("/")), handler: "bundle.handler", errors: [], sourcemaps: [] }
      } catch (error) {
        if (error instanceof SynthError) return { out: "", handler: "", errors: [error.message], sourcemaps: [] }
        throw error
      }
    },
  }
  const server = createServer(async (request, response) => {
    let body = ""
    for await (const chunk of request) body += chunk
    const { method, params } = JSON.parse(body) as { method: string; params: [unknown] }
    const answer = answers[method]
    response.end(JSON.stringify(answer ? { result: await answer(params[0]) } : { error: `rpc: can't find ${method}` }))
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() }
}
