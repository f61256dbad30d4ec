import { existsSync, readFileSync } from "node:fs"
import { SettingError } from "@parley/functions/settings.ts"

type Environment = Record<string, string | undefined>

/**
 * Reads `.env.<stage>` and `.env` into `env`. The SST CLI lets the stage's file outrank the environment, and the environment outrank `.env`
 * (godotenv's Overload and Load). What the environment and the stage's file set to different values is refused, so that a value on the
 * command line is never lost without a word.
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

// What the parsers of Node.js and of SST read alike. In single quotes everything is meant literally; elsewhere SST puts in the value of a $NAME
// and takes a backslash away, and Node.js ends a value at every #.
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
