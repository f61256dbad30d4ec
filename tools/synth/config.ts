import { readFile, rm } from "node:fs/promises"
import * as esbuild from "esbuild"
import { ownFolder, platform, root, work } from "./paths.ts"
import { doesNotBundle } from "./synth-error.ts"

export type App = { name: string; stage: string; removal: string; protect: boolean; home: string; providers: object }
type Config = { app(input: { stage: string }): Promise<Partial<App>>; run(): Promise<object> }
export type Edit = { file: string; from: string; to: string }
export type LoadedConfig = { config: Config; run(program: Config["run"]): Promise<object> }

/**
 * Bundles sst.config.ts with SST's components as the CLI does, and loads it. The globals of `provideGlobals` must exist. `edit` changes the text of a
 * source before the build, so that a test can see the resulting stack.
 * @throws SynthError that names the first file and place of the stack that does not bundle.
 */
export async function loadConfig(edit: Edit | undefined): Promise<LoadedConfig> {
  const outfile = `${platform}/.synth-${process.pid}.mjs`
  const building = esbuild.build({
    absWorkingDir: root,
    stdin: {
      contents: `
        import { run } from "./src/auto/run.ts"; import * as sst from "./src/components/index.ts"; import * as aws from "@pulumi/aws";
        globalThis.sst = sst; globalThis.aws = aws; globalThis.$util = $util;
        import config from ${JSON.stringify(`${root}/sst.config.ts`)}; export { config, run };`,
      resolveDir: platform,
    },
    plugins: edit ? [editing(edit)] : [],
    inject: [`${platform}/src/shim/run.js`],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "esnext",
    keepNames: true,
    mainFields: ["module", "main"],
    external: [
      "@pulumi/*",
      "@pulumiverse/*",
      "@sst-provider/*",
      "@aws-sdk/*",
      "@smithy/*",
      "esbuild",
      "archiver",
      "glob",
      "undici",
      "prettier",
      "vite",
      "lightningcss",
    ],
    banner: {
      js: 'import { createRequire as __c } from "node:module"; import { fileURLToPath as __f } from "node:url"; import { dirname as __d } from "node:path"; const require = __c(import.meta.url), __filename = __f(import.meta.url), __dirname = __d(__filename);',
    },
    logLevel: "silent",
  })
  await building.catch((error) => {
    throw doesNotBundle("sst.config.ts", error)
  })
  try {
    return (await import(outfile)) as LoadedConfig
  } finally {
    await rm(outfile, { force: true })
  }
}

const editing = ({ file, from, to }: Edit): esbuild.Plugin => ({
  name: "edit",
  setup(build) {
    build.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      if (path !== `${root}/${file}`) return undefined
      const text = await readFile(path, "utf8")
      if (!text.includes(from)) throw new Error(`${file} does not hold ${from}`)
      return { contents: text.replace(from, to), loader: "ts" }
    })
  },
})

/** What the CLI defines for the config: `$app` (filled in once the config has named it), `$cli` and `$dev`. */
export function provideGlobals(stage: string, dev: boolean): App {
  const app: App = { name: "", stage, removal: "retain", protect: false, home: "aws", providers: {} }
  const paths = { home: work, root, work: ownFolder, platform }
  Object.assign(globalThis, {
    $app: app,
    $dev: dev,
    $cli: { command: dev ? "dev" : "deploy", rpc: "", paths, home: work, state: { version: {} } },
  })
  return app
}
