import type { ComponentChildren } from "preact"
import { useFocusIfLost } from "../ui/focus.ts"
import { Logo } from "../ui/icons.tsx"
import { t } from "../words/t.ts"
import { isolated } from "../words/titles.ts"
import { displayName, person, session, signInProblem } from "./session.ts"
import { signInFromHere, switchAccount } from "./sign-in-from-here.ts"
import { signOut } from "./sign-out.ts"

/** Replaces the conversation while the page is locked: the sign-in button, and why access is denied. */
export function SignInScreen() {
  const { state } = session.value
  if (state === "signingOut") return <Waiting words={t.signingOut} />
  if (state === "forbidden") return <Forbidden />
  if (state === "resolving" && !signInProblem.value) return <Waiting words={t.signingIn} />
  const problem = signInProblem.value
  return (
    <Place title={t.product} words={problem ? signInErrorMessage(problem) : t.signInDetail} isAlert={problem !== undefined}>
      <Way press={signInFromHere}>{problem && problem !== "ended" ? t.retry : t.signIn}</Way>
    </Place>
  )
}

export const signInErrorMessage = (problem: "failed" | "denied" | "ended"): string =>
  ({ failed: t.signInFailed, denied: t.signInDenied, ended: t.sessionEnded })[problem]

function Forbidden() {
  const who = person.value ? `${t.forbiddenAs(isolated(displayName(person.value)))} ` : ""
  const words = signInProblem.value ? signInErrorMessage(signInProblem.value) : who + t.forbiddenDetail
  return (
    <Place title={t.forbidden} words={words} isAlert>
      <Way press={switchAccount}>{t.otherAccount}</Way>
      <button type="button" class="secondary" onClick={() => void signOut()}>
        {t.signOut}
      </button>
    </Place>
  )
}

function Place({ title, words, isAlert, children }: { title: string; words: string; isAlert: boolean; children: ComponentChildren }) {
  return (
    <section class="sign-in-screen" aria-labelledby="sign-in-screen">
      <Logo />
      <h2 id="sign-in-screen">{title}</h2>
      <p id="sign-in-text" role={isAlert ? "alert" : undefined}>
        {words}
      </p>
      <div class="sign-in-actions">{children}</div>
    </section>
  )
}

function Way({ press, children }: { press: () => void; children: string }) {
  const button = useFocusIfLost<HTMLButtonElement>()
  return (
    <button ref={button} type="button" class="primary" aria-describedby="sign-in-text" onClick={press}>
      {children}
    </button>
  )
}

const Waiting = ({ words }: { words: string }) => (
  <section class="sign-in-screen" aria-busy="true">
    <Logo />
    <p role="status">{words}</p>
  </section>
)
