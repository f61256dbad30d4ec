// Errors whose message is written for the person at the terminal. Node's own option parser is one of them.
const plain = new Set(["StageError", "SettingError", "SynthError"])

/** Ends the command with exit code 1: one sentence for what a person can mend, the whole error for what they cannot. */
export function printAndExit(error: unknown): never {
  const isPlain = error instanceof Error && (plain.has(error.name) || ("code" in error && String(error.code).startsWith("ERR_PARSE_ARGS")))
  console.error(isPlain ? error.message : error)
  process.exit(1)
}
