import { fileURLToPath } from "node:url"
import type { FunctionName } from "@parley/functions/routes.ts"
import type { FunctionConfig } from "./function-process.ts"

const sourceOf = (name: FunctionName) => fileURLToPath(new URL(`../../../functions/src/${name}.ts`, import.meta.url))

/** Parley's own functions, with the timeouts that the stack gives them. */
export const deployedFunctions: Record<FunctionName, FunctionConfig> = {
  chat: { file: sourceOf("chat"), timeoutSeconds: 150 },
  conversations: { file: sourceOf("conversations"), timeoutSeconds: 30 },
}
