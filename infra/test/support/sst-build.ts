import { readFile, rm } from "node:fs/promises"
import * as esbuild from "esbuild"
import type { LoadedConfig } from "../../../tools/synth/config.ts"
import { platform, root } from "../../../tools/synth/paths.ts"

/**
 * The config as the SST CLI builds it for a deployment (pkg/js/js.go of SST): the CLI puts SST's imports before the text of every source, while synth
 * puts them into the global scope once.
 */
export async function loadAsSst(): Promise<LoadedConfig> {
  const outfile = `${platform}/sst.config.${process.pid}.mjs`
  await esbuild.build({
    absWorkingDir: root,
    stdin: {
      contents: `
        import { run } from "${platform}/src/auto/run.ts";
        import config from "${root}/sst.config.ts";
        export { config, run };`,
      resolveDir: root,
      sourcefile: "eval.ts",
      loader: "ts",
    },
    plugins: [globals],
    inject: [`${platform}/src/shim/run.js`],
    nodePaths: [`${platform}/node_modules`],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    sourcemap: "inline",
    mainFields: ["module", "main"],
    external: [
      "@pulumi/*",
      "@pulumiverse/*",
      "@sst-provider/*",
      "@aws-sdk/*",
      "esbuild",
      "archiver",
      "glob",
      "undici",
      "vite",
      "lightningcss",
    ],
    banner: {
      js: [
        "import { createRequire as topLevelCreateRequire } from 'module';",
        "const require = topLevelCreateRequire(import.meta.url);",
        'import { fileURLToPath as topLevelFileUrlToPath, URL as topLevelURL } from "url";',
        'const __filename = topLevelFileUrlToPath(import.meta.url), __dirname = topLevelFileUrlToPath(new topLevelURL(".", import.meta.url));',
      ].join("\n"),
    },
    logLevel: "silent",
  })
  try {
    return (await import(outfile)) as LoadedConfig
  } finally {
    await rm(outfile, { force: true })
  }
}

const imports = `import * as sst from "${platform}/src/components/index.ts"; import * as aws from "@pulumi/aws";`

const globals: esbuild.Plugin = {
  name: "globals",
  setup(build) {
    build.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      if (path.startsWith(platform) || path.includes("/node_modules/")) return undefined
      return { contents: `${imports}\n${await readFile(path, "utf8")}`, loader: "ts" }
    })
  },
}
