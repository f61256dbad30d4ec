import type { BuildFailure } from "esbuild"

/** An error that the user can fix; the command prints only its message. */
export class SynthError extends Error {
  override readonly name = "SynthError"
}

/** The first error of esbuild, with its file and place, in one sentence. */
export const doesNotBundle = (entry: string, error: unknown): SynthError =>
  new SynthError(`${entry} does not bundle: ${firstReason(error)}`)

function firstReason(error: unknown): string {
  const [first] = (error as Partial<BuildFailure>).errors ?? []
  if (!first) return String(error)
  const place = first.location ? ` (${first.location.file}:${first.location.line}:${first.location.column + 1})` : ""
  return `${first.text}${place}.`
}
