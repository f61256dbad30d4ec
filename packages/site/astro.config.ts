import preact from "@astrojs/preact"
import type { AstroIntegration } from "astro"
import { defineConfig } from "astro/config"
import { preloadImports } from "./preload.ts"

// All that the page needs at first is one file, and its words another, as those of each language. Left to itself the bundler makes a file of
// every set of parts that share something.
const groups = [
  { name: "en", test: /src[\\/]words[\\/]en/, priority: 1 },
  { name: "page", tags: ["$initial" as const] },
]

export default defineConfig({
  integrations: [withoutIslands(preact()), preloadImports()],
  devToolbar: { enabled: false },
  build: { format: "file", inlineStylesheets: "never" },
  vite: {
    // Nothing may be inlined: the content security policy allows files of the own origin only.
    build: { assetsInlineLimit: 0, modulePreload: { polyfill: false } },
    environments: { client: { build: { rolldownOptions: { output: { codeSplitting: { groups } } } } } },
  },
})

/**
 * Preact renders the page when it is built, and one module script brings it to life. Astro's own client for islands is never loaded, but as a
 * second entry it would split the script into pieces that browsers discover one after the other.
 */
function withoutIslands({ name, hooks }: AstroIntegration): AstroIntegration {
  return {
    name,
    hooks: {
      ...hooks,
      "astro:config:setup": (options) =>
        hooks["astro:config:setup"]?.({
          ...options,
          addRenderer: ({ name, serverEntrypoint }) => options.addRenderer({ name, serverEntrypoint }),
        }),
    },
  }
}
