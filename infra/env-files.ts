import { existsSync } from "node:fs"
import { loadEnvFile } from "node:process"

/** Reads `.env.<stage>` and `.env` into the environment as the SST CLI does: what is already set stays, the stage's file goes first. */
export function loadEnvFiles(folder: string, stage: string): void {
  for (const file of [`${folder}/.env.${stage}`, `${folder}/.env`]) if (existsSync(file)) loadEnvFile(file)
}
