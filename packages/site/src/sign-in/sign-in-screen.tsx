import type { ComponentChildren } from "preact"
import { Mark } from "../ui/icons.tsx"
import { useFreeFocus } from "../ui/use-free-focus.ts"
import { text } from "../words/text.ts"
import { isolated } from "../words/titles.ts"
import { nameOf } from "./account-name.ts"
import { person, session, signInProblem } from "./session.ts"
import { signInFromHere, takeOtherAccount } from "./signing-in.ts"
import { signOut } from "./signing-out.ts"

/** What stands in the place of the conversation while nobody may use it: the way in, and what keeps somebody out. */
export function Doorway() {
  const { state } = session.value
  if (state === "leaving") return <Waiting words={text.signingOut} />
  if (state === "forbidden") return <Forbidden />
  if (state === "arriving" && !signInProblem.value) return <Waiting words={text.signingIn} />
  const problem = signInProblem.value
  return (
    <Place title={text.product} words={problem ? problemWords(problem) : text.signInDetail} isAlert={problem !== undefined}>
      <Way press={signInFromHere}>{problem && problem !== "ended" ? text.retry : text.signIn}</Way>
    </Place>
  )
}

export const problemWords = (problem: "failed" | "denied" | "ended"): string =>
  ({ failed: text.signInFailed, denied: text.signInDenied, ended: text.sessionEnded })[problem]

function Forbidden() {
  const who = person.value ? `${text.forbiddenAs(isolated(nameOf(person.value)))} ` : ""
  const words = signInProblem.value ? problemWords(signInProblem.value) : who + text.forbiddenDetail
  return (
    <Place title={text.forbidden} words={words} isAlert>
      <Way press={takeOtherAccount}>{text.otherAccount}</Way>
      <button type="button" class="secondary" onClick={() => void signOut()}>
        {text.signOut}
      </button>
    </Place>
  )
}

function Place({ title, words, isAlert, children }: { title: string; words: string; isAlert: boolean; children: ComponentChildren }) {
  return (
    <section class="doorway" aria-labelledby="doorway">
      <Mark />
      <h2 id="doorway">{title}</h2>
      <p id="doorway-words" role={isAlert ? "alert" : undefined}>
        {words}
      </p>
      <div class="doorway-ways">{children}</div>
    </section>
  )
}

function Way({ press, children }: { press: () => void; children: string }) {
  const button = useFreeFocus<HTMLButtonElement>()
  return (
    <button ref={button} type="button" class="primary" aria-describedby="doorway-words" onClick={press}>
      {children}
    </button>
  )
}

const Waiting = ({ words }: { words: string }) => (
  <section class="doorway" aria-busy="true">
    <Mark />
    <p role="status">{words}</p>
  </section>
)
