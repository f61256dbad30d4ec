// The stack of a stage through SST's own build of the config: node sst-child.ts prod
import { printAndExit } from "../../../tools/synth/failure.ts"
import { synthesize } from "../../../tools/synth/synthesize.ts"
import { loadAsSst } from "./sst-build.ts"

const [stage = ""] = process.argv.slice(2)
process.on("unhandledRejection", printAndExit)
const { graph } = await synthesize(stage, { dev: false, region: "us-east-1" }, loadAsSst)
process.stdout.write(JSON.stringify(graph), () => process.exit(0))
