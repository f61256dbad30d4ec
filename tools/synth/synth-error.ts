import type { BuildFailure } from "esbuild"

/** What a person can mend; its message is all that the command prints. */
export class SynthError extends Error {
  override readonly name = "SynthError"
}

/** What esbuild found wrong first, and where, in one sentence. */
export const doesNotBundle = (entry: string, error: unknown): SynthError =>
  new SynthError(`${entry} does not bundle: ${firstReason(error)}`)

function firstReason(error: unknown): string {
  const [first] = (error as Partial<BuildFailure>).errors ?? []
  if (!first) return String(error)
  const place = first.location ? ` (${first.location.file}:${first.location.line}:${first.location.column + 1})` : ""
  return `${first.text}${place}.`
}
