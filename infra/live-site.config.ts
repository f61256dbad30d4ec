import type { ServerResponse } from "node:http"
import site from "../packages/site/astro.config.ts"

const { DEV_API_URL = "", DEV_API_KEY = "" } = process.env

/** Astro's settings in `sst dev`: this machine serves the page, and does what the edge does in a deployed stage. */
export default {
  ...site,
  server: { host: "localhost", port: 4321 },
  vite: {
    ...site.vite,
    plugins: [...(site.vite?.plugins ?? []), { name: "deep-links", configureServer: serveDeepLinks }],
    server: {
      strictPort: true,
      proxy: {
        "/api/": {
          target: DEV_API_URL.replace(/\/$/, ""),
          changeOrigin: true,
          rewrite: (path: string) => path.slice("/api".length),
          headers: { "x-api-key": DEV_API_KEY },
        },
      },
    },
  },
}

type Middlewares = { use(handler: (request: { url?: string }, response: ServerResponse, next: () => void) => void): unknown }

/** `/c/{id}` and `/signed-in`, where an issuer sends people back to, are the one page, as they are on the distribution. */
function serveDeepLinks({ middlewares }: { middlewares: Middlewares }): void {
  middlewares.use((request, _, next) => {
    if (/^\/(c\/|signed-in(\?|$))/.test(request.url ?? "")) request.url = "/"
    next()
  })
}
