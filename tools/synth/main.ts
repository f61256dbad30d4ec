import { parseArgs } from "node:util"
import { loadEnvFiles } from "../../infra/env-files.ts"
import { parseFunctionSettings, parseStackSettings } from "../../infra/settings.ts"
import { refuseLive, StageError, stageSettings } from "../../infra/stage.ts"
import { bundleFunctions } from "./bundle.ts"
import { printAndExit } from "./failure.ts"
import { type Graph, writeGraph } from "./graph.ts"
import { root } from "./paths.ts"
import { installPlatform } from "./platform.ts"
import { buildSite } from "./site-build.ts"
import { type Synthesis, synthesize } from "./synthesize.ts"

// The stack of a stage without AWS: npm run synth -- --stage prod
process.on("unhandledRejection", printAndExit)
await main().catch(printAndExit)

async function main() {
  const { values } = parseArgs({ options: { stage: { type: "string" }, dev: { type: "boolean", default: false } } })
  if (!values.stage) throw new StageError("Name the stage: npm run synth -- --stage dev, staging, prod or a name of your own.")
  const stage = stageSettings(values.stage)
  if (values.dev) refuseLive(values.stage)
  loadEnvFiles(root, values.stage)
  const region = process.env.AWS_REGION || "us-east-1"
  parseStackSettings(process.env, values.stage, stage)
  parseFunctionSettings(process.env, stage, region)
  // First, because it is fast and because SST would hide the cause of a failure.
  await bundleFunctions()
  installPlatform(console.log)
  if (!values.dev) buildSite(console.log)
  const synthesis = await synthesize(values.stage, { dev: values.dev, region })
  const file = writeGraph(values.dev ? `${values.stage}-dev` : values.stage, synthesis.graph)
  console.log(summary(values.stage, synthesis, file.slice(root.length + 1)))
}

function summary(stage: string, { graph, bundles }: Synthesis, file: string): string {
  const rows = [
    ...[...countByType(graph)].map(([type, count]) => `  ${String(count).padStart(3)}  ${type}`),
    ...bundles.map(({ handler, bytes }) => `  ${(bytes / 1024).toFixed(0).padStart(5)} KB  ${handler}`),
  ]
  return `Stage ${stage}: ${graph.length} resources\n${rows.join("\n")}\nWritten to ${file}`
}

function countByType(graph: Graph): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { type } of graph) counts.set(type, (counts.get(type) ?? 0) + 1)
  return counts
}
