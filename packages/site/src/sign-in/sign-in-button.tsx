import { readFirst } from "../composer/first-reads.ts"
import { text } from "../words/text.ts"
import { fetchedPart } from "./lazy.ts"

/** The way to the provider, and back to where the person is. */
export const SignInButton = () => (
  <button type="button" class="secondary" onClick={press}>
    {text.signIn}
  </button>
)

// The page was opened before people had to sign in here: it has to read how.
function press(): void {
  const part = fetchedPart()
  if (part) part.signInFromHere()
  else readFirst()
}
