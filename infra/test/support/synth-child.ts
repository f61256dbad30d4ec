// One stack per process: node synth-child.ts '{"stage":…,"dev":…,"region":…}' FILE
import { mkdirSync, renameSync, writeFileSync } from "node:fs"
import { dirname } from "node:path"
import { sayAndExit } from "../../synth/failure.ts"
import { synthesize } from "../../synth/synthesize.ts"

const [request = "", file = ""] = process.argv.slice(2)
const { stage, dev, region } = JSON.parse(request) as { stage: string; dev: boolean; region: string }
process.on("unhandledRejection", sayAndExit)
const { graph } = await synthesize(stage, { dev, region })
mkdirSync(dirname(file), { recursive: true })
writeFileSync(`${file}.${process.pid}`, JSON.stringify(graph))
renameSync(`${file}.${process.pid}`, file)
