import { t } from "../words/t.ts"
import { startSignIn } from "./lazy.ts"

export const SignInButton = () => (
  <button type="button" class="secondary" onClick={startSignIn}>
    {t.signIn}
  </button>
)
