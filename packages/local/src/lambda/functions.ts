import { fileURLToPath } from "node:url"
import { type FunctionName, timeoutSeconds } from "@parley/functions/routes.ts"
import { PlainError } from "../plain-error.ts"
import type { FunctionConfig } from "./function-process.ts"

type Functions = Record<FunctionName, FunctionConfig>

const sourceOf = (name: FunctionName) => fileURLToPath(new URL(`../../../functions/src/${name}.ts`, import.meta.url))

/** Parley's own functions from their sources, with the timeouts that the stack gives them. */
export const deployedFunctions: Functions = {
  chat: { file: sourceOf("chat"), timeoutSeconds: timeoutSeconds.chat },
  conversations: { file: sourceOf("conversations"), timeoutSeconds: timeoutSeconds.conversations },
}

/**
 * The same functions as one minified file each, as Lambda gets them.
 * @throws PlainError that names what does not bundle.
 */
export async function bundledFunctions(): Promise<Functions> {
  // Only this needs the stack's tools.
  const { bundleFunctions } = await import("../../../../infra/synth/bundle.ts")
  const files = await bundleFunctions().catch((error: Error) => {
    throw new PlainError(error.message)
  })
  const { chat, conversations } = deployedFunctions
  return { chat: { ...chat, file: files.chat }, conversations: { ...conversations, file: files.conversations } }
}
