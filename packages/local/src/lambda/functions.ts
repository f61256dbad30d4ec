import { fileURLToPath } from "node:url"
import { type FunctionName, timeoutSeconds } from "@parley/functions/routes.ts"
import { PlainError } from "../plain-error.ts"
import type { FunctionConfig } from "./function-process.ts"

type Functions = Record<FunctionName, FunctionConfig>

const sourceOf = (name: FunctionName) => fileURLToPath(new URL(`../../../functions/src/${name}.ts`, import.meta.url))

/** Parley's own functions from their sources, with the timeouts of the stack. */
export const deployedFunctions: Functions = {
  chat: { file: sourceOf("chat"), timeoutSeconds: timeoutSeconds.chat },
  conversations: { file: sourceOf("conversations"), timeoutSeconds: timeoutSeconds.conversations },
}

/**
 * The same functions as one minified file each, as deployed to Lambda.
 * @throws PlainError that names what does not bundle, or the credentials that a bundle needs for Amazon Bedrock.
 */
export async function bundledFunctions(env: Record<string, string | undefined>): Promise<Functions> {
  if (env.BEDROCK === "aws" && !env.AWS_ACCESS_KEY_ID) {
    const put = 'eval "$(aws configure export-credentials --format env)"'
    throw new PlainError(`Bundled functions take credentials from the environment only, as on Lambda. Set them first: ${put}`)
  }
  // Imported here because only bundles need the stack's tools.
  const { bundleFunctions } = await import("../../../../tools/synth/bundle.ts")
  const files = await bundleFunctions().catch((error: Error) => {
    throw new PlainError(error.message)
  })
  const { chat, conversations } = deployedFunctions
  return { chat: { ...chat, file: files.chat }, conversations: { ...conversations, file: files.conversations } }
}
