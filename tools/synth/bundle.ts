import { mkdir, rename, rm, stat } from "node:fs/promises"
import { type FunctionName, routes } from "@parley/functions/routes.ts"
import * as esbuild from "esbuild"
import { handlerOf, nodejs } from "../../infra/bundling/options.ts"
import { root, synthFolder } from "./paths.ts"
import { doesNotBundle } from "./synth-error.ts"

export type Bundle = { file: string; bytes: number }
/** A function's options under `nodejs`; `plugins` is a file, from the repository's root. */
export type BundleOptions = { minify?: boolean; format?: "esm" | "cjs"; plugins?: string }

/**
 * Bundles every function as a deployment does, into `.sst/synth/bundles/<function>/bundle.mjs`.
 * @returns the files, by function.
 * @throws SynthError that names the first file and place that does not bundle.
 */
export async function bundleFunctions(): Promise<Record<FunctionName, string>> {
  const names = [...new Set(routes.map((route) => route.function))]
  const bundles = await Promise.all(names.map(async (name) => [name, (await bundleHandler(handlerOf(name), nodejs)).file] as const))
  return Object.fromEntries(bundles) as Record<FunctionName, string>
}

/** Bundles one handler (`path/file.export`) with the options that SST gives to esbuild for Node 24 on Lambda. */
export async function bundleHandler(handler: string, options: BundleOptions): Promise<Bundle> {
  const entry = `${handler.slice(0, handler.lastIndexOf("."))}.ts`
  const name = entry.slice(entry.lastIndexOf("/") + 1, -".ts".length)
  const folder = `${synthFolder}/bundles/${name}`
  // Beside the folder, all of which becomes the function's code.
  const fresh = `${folder}-${process.pid}.mjs`
  const file = `${folder}/bundle.mjs`
  try {
    const plugins = options.plugins ? (await import(`${root}/${options.plugins}`)).default : []
    await esbuild.build({ ...bundleAs(options), plugins, entryPoints: [`${root}/${entry}`], outfile: fresh })
    await mkdir(folder, { recursive: true })
    await rename(fresh, file)
  } catch (error) {
    await rm(fresh, { force: true })
    throw doesNotBundle(entry, error)
  }
  return { file, bytes: (await stat(file)).size }
}

/** SST's esbuild options for Node 24 on Lambda, except for the entry, the output and the plugins. */
export const bundleAs = ({ format = "esm", minify = false }: BundleOptions): esbuild.BuildOptions => ({
  bundle: true,
  platform: "node",
  target: "es2024",
  format,
  minify,
  keepNames: true,
  mainFields: ["module", "main"],
  external: ["sharp", "pg-native"],
  // CommonJS packages call `require`, which a module does not have.
  banner: { js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);' },
  logLevel: "silent",
})
