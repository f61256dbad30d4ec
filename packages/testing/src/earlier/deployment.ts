import { createServer, type IncomingMessage, type ServerResponse, request as send } from "node:http"
import type { AddressInfo } from "node:net"
import { join } from "node:path"
import { bundledFunctions } from "@parley/local/lambda/functions.ts"
import { builtSite } from "../site/built-site.ts"
import { startTestStage } from "../stage/test-stage.ts"
import { checkOut, commitBefore } from "./check-out.ts"

/** This version, or the one before. */
export type Version = "now" | "before"
export type Versions = { page: Version; functions: Version }

export type Deployment = {
  url: string
  /** Exchanges the page, the functions or both, for the requests from now on. What runs goes on. */
  deploy(versions: Partial<Versions>): void
  /** Breaks every connection to the functions. */
  cut(): void
  /** The requests to the functions so far, each with its status: "POST /api/chat 200". */
  asked: string[]
  stop(): Promise<void>
}

/**
 * Both versions at one address, on one table: each with its built page, its headers, its gateway and its functions as they are bundled for Lambda.
 * A deployment is the moment at which a request goes to the other version.
 */
export async function startDeployment(bedrockUrl: string): Promise<Deployment> {
  const stops: (() => Promise<void> | void)[] = []
  const stop = async () => {
    for (const end of stops.splice(0).reverse()) await end()
  }
  try {
    const { folder, remove } = checkOut(commitBefore)
    stops.push(remove)
    const now = await startTestStage({ siteFolder: await builtSite(), functions: await bundledFunctions({}), bedrockUrl })
    stops.push(now.stop)
    const before = await startEarlierStage(folder, bedrockUrl, now.databaseUrl)
    stops.push(before.stop)
    const front = await startFront({ now: now.url, before: before.url })
    stops.push(front.stop)
    return Object.assign(front, { stop })
  } catch (error) {
    await stop()
    throw error
  }
}

/** The stage of another version, on the table of this one. All of it is that version's own code. */
async function startEarlierStage(folder: string, bedrockUrl: string, databaseUrl: string) {
  const load = (path: string) => import(join(folder, "packages", path))
  const { startTestStage: start }: { startTestStage: typeof startTestStage } = await load("testing/src/stage/test-stage.ts")
  const { builtSite: build }: { builtSite: typeof builtSite } = await load("testing/src/site/built-site.ts")
  const { bundledFunctions: bundle }: { bundledFunctions: typeof bundledFunctions } = await load("local/src/lambda/functions.ts")
  const env = { AWS_ENDPOINT_URL_DYNAMODB: databaseUrl }
  return start({ siteFolder: await build(), functions: await bundle({}), bedrockUrl, env })
}

/** One address for both stages. */
async function startFront(urls: Record<Version, string>) {
  const versions: Versions = { page: "now", functions: "now" }
  const open = new Set<ServerResponse>()
  const server = createServer((request, response) => {
    const isApi = request.url?.startsWith("/api/")
    if (isApi) {
      open.add(response)
      response.once("close", () => open.delete(response))
    }
    forward(request, response, urls[isApi ? versions.functions : versions.page], (status) => {
      if (isApi) front.asked.push(`${request.method} ${request.url?.split("?")[0]} ${status}`)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const front = {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    deploy: (changed: Partial<Versions>) => void Object.assign(versions, changed),
    cut: () => {
      for (const response of open) response.destroy()
    },
    asked: [] as string[],
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return front
}

function forward(request: IncomingMessage, response: ServerResponse, url: string, answered: (status: number) => void): void {
  const { method, headers } = request
  const forwarded = send(url + request.url, { method, headers }, (answer) => {
    answered(answer.statusCode ?? 0)
    response.writeHead(answer.statusCode ?? 502, answer.headers)
    answer.pipe(response)
    answer.once("error", () => response.destroy())
  })
  forwarded.once("error", () => response.destroy())
  response.once("close", () => forwarded.destroy())
  request.pipe(forwarded)
}
