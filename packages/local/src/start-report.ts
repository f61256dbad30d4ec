import { relative } from "node:path"
import type { LocalStage } from "./stage.ts"

/** The start-up report: the address first, then the parts behind it. */
export function startReport(stage: LocalStage, folder: string): string {
  const short = (path: string) => (path.startsWith(folder) ? relative(folder, path) : path)
  const rows: [string, ...string[]][] = [
    ["Site", stage.parts.site],
    ["Functions", stage.parts.functions, `log in ${short(stage.logFile)}`],
    ["Database", short(stage.parts.database.replace(stage.dataDir, short(stage.dataDir))), stage.databaseUrl],
    ...(stage.parts.signIn && stage.issuer ? [["Sign-in", stage.parts.signIn, stage.issuer] as [string, ...string[]]] : []),
    ["Model", ...stage.parts.model.split("\n"), ...(stage.bedrockUrl ? [stage.bedrockUrl] : [])],
  ]
  const lines = rows.flatMap(([name, ...said]) => said.map((text, i) => `  ${(i ? "" : name).padEnd(11)}${text}`))
  return [
    "",
    `  Parley is ready at ${stage.url}`,
    "",
    ...lines,
    "",
    "  Ctrl-C ends everything. The data stays; npm start -- --reset starts from scratch.",
    "",
  ].join("\n")
}
