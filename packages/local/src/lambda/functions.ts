import { fileURLToPath } from "node:url"
import type { FunctionName } from "@parley/functions/routes.ts"
import type { FunctionConfig } from "./function-process.ts"

const file = (specifier: string) => fileURLToPath(import.meta.resolve(specifier))

/** Parley's own functions, with the timeouts that the stack gives them. */
export const deployedFunctions: Record<FunctionName, FunctionConfig> = {
  chat: { file: file("@parley/functions/chat.ts"), timeoutSeconds: 150 },
  conversations: { file: file("@parley/functions/conversations.ts"), timeoutSeconds: 30 },
}
