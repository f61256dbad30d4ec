import { readFile, writeFile } from "node:fs/promises"
import { fileURLToPath } from "node:url"
import type { AstroIntegration } from "astro"

/**
 * Names every file that the page's script imports in the page itself. Without it a browser would discover them one after the other, each
 * only once the one before is here.
 */
export function preloadImports(): AstroIntegration {
  return {
    name: "preload-imports",
    hooks: {
      "astro:build:done": async ({ dir }) => {
        const page = fileURLToPath(new URL("index.html", dir))
        const html = await readFile(page, "utf8")
        const entry = /<script type="module" src="([^"]+)"/.exec(html)?.[1]
        if (!entry) throw new Error("The page has no module script.")
        const imports = await importsOf(dir, entry, new Set())
        const links = [...imports].map((path) => `<link rel="modulepreload" href="${path}">`)
        await writeFile(page, html.replace("</head>", `${links.join("")}</head>`))
      },
    },
  }
}

// Files of the same folder, imported statically: `import{a}from"./b.js"` or `import"./b.js"`, as the bundler writes them.
async function importsOf(dir: URL, path: string, found: Set<string>): Promise<Set<string>> {
  const source = await readFile(new URL(`.${path}`, dir), "utf8")
  for (const [, name] of source.matchAll(/(?:from|import)\s*["']\.\/([\w.-]+\.js)["']/g)) {
    const imported = new URL(name ?? "", new URL(path, "http://site")).pathname
    if (found.has(imported)) continue
    found.add(imported)
    await importsOf(dir, imported, found)
  }
  return found
}
