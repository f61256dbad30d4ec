import type { IncomingMessage, ServerResponse } from "node:http"
import type { Duplex } from "node:stream"
import { buildSite } from "./build.ts"
import { startDevServer } from "./dev-server.ts"
import { createStaticSite } from "./static-site.ts"

export type Site = {
  /** The served site, described for the start-up report. */
  said: string
  serve(request: IncomingMessage, response: ServerResponse, url: URL): void
  upgrade?(request: IncomingMessage, socket: Duplex, head: Buffer): void
  stop(): Promise<void>
}

/** The site to serve: a given folder, Astro's development server, or the build, which runs first if the sources changed. */
export async function openSite(options: {
  siteFolder?: string
  watch?: boolean
  /** Adds pages to the site of the development server. */
  addToSources?: (site: Site) => Promise<Site>
  /** The origins that the page calls during sign-in. */
  signInOrigins: readonly string[] | undefined
}): Promise<Site> {
  const { siteFolder, watch, signInOrigins, addToSources = async (site: Site) => site } = options

  if (!siteFolder && watch) return addToSources({ said: "astro dev, live from packages/site", ...(await startDevServer()) })
  const { folder, cached } = siteFolder ? { folder: siteFolder, cached: true } : await buildSite()
  const serve = await createStaticSite(folder, signInOrigins)
  return { said: cached ? "built before, sources unchanged" : "built just now", serve, stop: async () => {} }
}
