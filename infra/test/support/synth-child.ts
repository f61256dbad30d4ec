// One stack per process: node synth-child.ts '{"stage":…,"dev":…,"region":…,"edit":…}' FILE
import { mkdirSync, renameSync, writeFileSync } from "node:fs"
import { dirname } from "node:path"
import type { Edit } from "../../../tools/synth/config.ts"
import { printAndExit } from "../../../tools/synth/failure.ts"
import { synthesize } from "../../../tools/synth/synthesize.ts"

const [request = "", file = ""] = process.argv.slice(2)
const { stage, ...options } = JSON.parse(request) as { stage: string; dev: boolean; region: string; edit?: Edit }
process.on("unhandledRejection", printAndExit)
const { graph } = await synthesize(stage, options)
mkdirSync(dirname(file), { recursive: true })
writeFileSync(`${file}.${process.pid}`, JSON.stringify(graph))
renameSync(`${file}.${process.pid}`, file)
