import type { ServerResponse } from "node:http"
import site from "../packages/site/astro.config.ts"

const { DEV_API_URL = "", DEV_API_KEY = "" } = process.env

/** Astro's settings in `sst dev`: Astro serves the page on this machine and does the edge's work of a deployed stage. */
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

/** Serves the page at `/c/{id}` and at `/signed-in`, the issuer's redirect target, as the distribution does. */
function serveDeepLinks({ middlewares }: { middlewares: Middlewares }): void {
  middlewares.use((request, _, next) => {
    if (/^\/(c\/|signed-in(\?|$))/.test(request.url ?? "")) request.url = "/"
    next()
  })
}
