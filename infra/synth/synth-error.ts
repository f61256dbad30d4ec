/** What a person can mend; its message is all that the command prints. */
export class SynthError extends Error {
  override readonly name = "SynthError"
}
