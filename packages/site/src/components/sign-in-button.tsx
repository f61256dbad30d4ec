import { signInFromHere } from "../state/signing-in.ts"
import { text } from "../text.ts"

/** The way to the provider, and back to where the person is. */
export const SignInButton = ({ kind = "secondary" }: { kind?: "primary" | "secondary" }) => (
  <button type="button" class={kind} onClick={signInFromHere}>
    {text.signIn}
  </button>
)
