import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { routes } from "@parley/functions/routes.ts"
import { build as buildWithAstro } from "astro"
import * as esbuild from "esbuild"
import { handlerOf, nodejs } from "../../infra/bundling/options.ts"
import plugins from "../../infra/bundling/plugin.ts"
import { bundleAs } from "../synth/bundle.ts"

const root = fileURLToPath(new URL("../..", import.meta.url))
const siteFolder = join(root, "packages/site")

/** The files of every module whose code a browser loads from the built site. */
export async function modulesOfSite(): Promise<Set<string>> {
  const files = new Set<string>()
  const recorder = {
    name: "record-modules",
    applyToEnvironment: ({ name }: { name: string }) => name === "client",
    generateBundle(_options: unknown, bundle: Record<string, { type: string; modules?: Record<string, { renderedLength: number }> }>) {
      for (const { modules = {} } of Object.values(bundle))
        for (const [id, { renderedLength }] of Object.entries(modules)) if (renderedLength > 0) files.add(id.split("?")[0] as string)
    },
  }
  // Astro keeps its intermediate files inside the output folder only if that folder is below the root.
  const outDir = await mkdtemp(join(root, "node_modules/.cache/notices-"))
  try {
    await buildWithAstro({ root: siteFolder, outDir, logLevel: "error", vite: { plugins: [recorder] } })
  } finally {
    await rm(outDir, { recursive: true, force: true })
  }
  return files
}

/** The files of every module in the functions' bundles. */
export async function modulesOfFunctions(): Promise<Set<string>> {
  const names = [...new Set(routes.map((route) => route.function))]
  const entryPoints = names.map((name) => join(root, handlerOf(name).replace(/\.handler$/, ".ts")))
  const outdir = join(tmpdir(), "parley-notices")
  const built = await esbuild.build({
    ...bundleAs(nodejs),
    plugins,
    entryPoints,
    outdir,
    write: false,
    metafile: true,
    absWorkingDir: root,
  })
  const files = Object.values(built.metafile?.outputs ?? {}).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [join(root, file)] : [])),
  )
  return new Set(files)
}
