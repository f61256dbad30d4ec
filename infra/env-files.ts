import { existsSync, readFileSync } from "node:fs"
import { SettingError } from "@parley/functions/settings.ts"

type Environment = Record<string, string | undefined>

/**
 * Reads `.env.<stage>` and `.env` into `env`. In the SST CLI the stage's file outranks the environment, and the environment outranks `.env`
 * (godotenv's Overload and Load). A setting with different values in the environment and in the stage's file is refused, because SST would silently
 * ignore the value of the command line.
 * @throws SettingError in one sentence for such a setting, and for a line that Node.js and SST would read differently.
 */
export function loadEnvFiles(folder: string, stage: string, env: Environment = process.env): void {
  const [ofTheStage, ofAll] = [`.env.${stage}`, ".env"].map((name) => parse(folder, name)) as [Environment, Environment]
  for (const [name, value] of Object.entries(ofTheStage)) {
    if (env[name] !== undefined && env[name] !== value) {
      throw new SettingError(
        `${name} is set in the environment and in .env.${stage} to different values. SST takes the file's: remove one.`,
      )
    }
  }
  Object.assign(env, { ...ofAll, ...env, ...ofTheStage })
}

// The syntax that Node.js and SST parse alike. Text in single quotes is literal. Elsewhere SST expands $NAME and removes backslashes, and Node.js
// ends a value at every #.
const value = /(?:'(?<single>[^']*)'|"(?<double>[^"$\\]*)"|(?<bare>(?:[^\s'"`#$\\](?:[^#$\\]*[^\s#$\\])?)?))/
const line = new RegExp(`^\\s*(?:export\\s+)?(?<name>[A-Za-z_]\\w*)\\s*=[ \\t]*${value.source}(?:\\s+#.*)?\\s*$`)

function parse(folder: string, name: string): Environment {
  const file = `${folder}/${name}`
  if (!existsSync(file)) return {}
  const lines = readFileSync(file, "utf8").split(/\r?\n/)
  return Object.fromEntries(
    lines.flatMap((text, index) => {
      if (/^\s*(#|$)/.test(text)) return []
      const found = line.exec(text)?.groups
      if (!found?.name) {
        throw new SettingError(
          `Line ${index + 1} of ${name} must be NAME=value or NAME='value'; a value with $, \\, # or quotes needs the single quotes.`,
        )
      }
      return [[found.name, found.single ?? found.double ?? found.bare ?? ""]]
    }),
  )
}
