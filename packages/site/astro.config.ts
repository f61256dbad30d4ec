import preact from "@astrojs/preact"
import { defineConfig } from "astro/config"

export default defineConfig({
  integrations: [preact()],
  devToolbar: { enabled: false },
  build: { format: "file", inlineStylesheets: "never" },
  vite: {
    // Nothing may be inlined: the content security policy allows files of the own origin only.
    build: { assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  },
})
