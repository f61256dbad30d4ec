import preact from "@astrojs/preact"
import type { AstroIntegration } from "astro"
import { defineConfig } from "astro/config"
import { preloadImports } from "./preload.ts"

// The initial script is one file, and the texts of each language another. By default the bundler makes a file of
// every set of modules with a common importer. English texts of the actions load with these.
const groups = [
  { name: "en", test: /src[\\/]words[\\/]en(?!-actions)/, priority: 1 },
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
 * Preact renders the page at build time, and one module script hydrates it. Astro's client for islands is never loaded, but as a
 * second entry it would split the script into files that browsers discover one after the other.
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
