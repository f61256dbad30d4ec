import { readFile, writeFile } from "node:fs/promises"
import { fileURLToPath } from "node:url"
import type { AstroIntegration } from "astro"

/**
 * Adds a modulepreload link for every file that the page's script imports. Without it a browser would discover them one by one, each
 * after the previous one has loaded.
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

// Static imports of the same folder, as the bundler writes them: `import{a}from"./b.js"` or `import"./b.js"`.
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
