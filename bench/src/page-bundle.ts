import { fileURLToPath } from "node:url"
import { build } from "esbuild"

const root = fileURLToPath(new URL("../..", import.meta.url))

/** What the benchmark loads into a browser. */
export const pageEntries = { styles: "packages/site/src/styles/page.css", ways: "bench/page/ways.ts", parse: "bench/page/parse.ts" }

/**
 * Bundles an entry for a browser, minified, with its typefaces inside.
 * @throws an error of esbuild that names what does not bundle.
 */
export async function bundleForPage(entry: keyof typeof pageEntries): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [`${root}${pageEntries[entry]}`],
    bundle: true,
    minify: true,
    write: false,
    format: "iife",
    jsx: "automatic",
    jsxImportSource: "preact",
    loader: { ".woff2": "dataurl" },
    define: { "process.env.NODE_ENV": '"production"' },
    logLevel: "silent",
  })
  return outputFiles[0]?.text ?? ""
}
