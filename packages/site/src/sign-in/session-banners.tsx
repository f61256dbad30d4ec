import { activeThread } from "../thread/state/active-thread.ts"
import { Offer } from "../ui/banner.tsx"
import { Label } from "../ui/label.tsx"
import { text } from "../words/text.ts"
import { adoptable, conversationOffered } from "./claimable.ts"
import { adopt, adoptionState, declineAdoption } from "./claiming.ts"
import { isLocked, session, signInProblem } from "./session.ts"
import { problemWords } from "./sign-in-screen.tsx"
import { signInFromHere } from "./signing-in.ts"

/** What signing in leaves to be decided: to try it again, or to keep the conversations from before. */
export function SessionOffers() {
  if (isLocked.value) return null
  if (signInProblem.value) return <SignInAgain problem={signInProblem.value} />
  // Where the conversation itself is offered, that is said in its place.
  const isOffered = activeThread.value.unopened.value?.code === conversationOffered.code
  return adoptable.value > 0 && !isOffered && session.value.state !== "ended" ? <Adoption /> : null
}

function SignInAgain({ problem }: { problem: "failed" | "denied" | "ended" }) {
  const dismiss = () => {
    signInProblem.value = undefined
  }
  return (
    <Offer words={problemWords(problem)} isAlert>
      <button type="button" class="secondary" onClick={signInFromHere}>
        {problem === "ended" ? text.signIn : text.retry}
      </button>
      <button type="button" class="quiet" onClick={dismiss}>
        {text.adoptLater}
      </button>
    </Offer>
  )
}

function Adoption() {
  const isKeeping = adoptionState.value === "keeping"
  return (
    <Offer words={adoptionState.value === "failed" ? text.notAdopted : text.adoptOffer(adoptable.value)}>
      <button type="button" class="secondary" aria-disabled={isKeeping} onClick={() => !isKeeping && void adopt()}>
        <Label words={isKeeping ? text.adopting : adoptionState.value === "failed" ? text.retry : text.adopt} />
      </button>
      {!isKeeping && (
        <button type="button" class="quiet" onClick={declineAdoption}>
          {text.adoptLater}
        </button>
      )}
    </Offer>
  )
}
