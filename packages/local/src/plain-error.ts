/** An error whose message is one plain sentence for the person who starts the stage. It is printed without a stack. */
export class PlainError extends Error {
  override readonly name = "PlainError"
}
