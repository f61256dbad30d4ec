// Errors with a message for the user at the terminal, besides those of Node's option parser.
const plain = new Set(["StageError", "SettingError", "SynthError"])

/** Ends the command with exit code 1. Prints one sentence for an error that the user can fix, and the whole error otherwise. */
export function printAndExit(error: unknown): never {
  const isPlain = error instanceof Error && (plain.has(error.name) || ("code" in error && String(error.code).startsWith("ERR_PARSE_ARGS")))
  console.error(isPlain ? error.message : error)
  process.exit(1)
}
