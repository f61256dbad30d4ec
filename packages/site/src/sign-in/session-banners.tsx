import { activeThread } from "../thread/state/active-thread.ts"
import { Banner } from "../ui/banner.tsx"
import { Label } from "../ui/label.tsx"
import { t } from "../words/t.ts"
import { claimableCount, claimPending } from "./claimable.ts"
import { claimConversations, claimState, declineClaim } from "./claiming.ts"
import { isLocked, session, signInProblem } from "./session.ts"
import { signInFromHere } from "./sign-in-from-here.ts"
import { signInErrorMessage } from "./sign-in-screen.tsx"

/** The banners of sign-in: retry a failed one, or claim the earlier conversations. */
export function SessionBanners() {
  if (isLocked.value) return null
  if (signInProblem.value) return <SignInAgain problem={signInProblem.value} />
  // The open conversation shows its own claim offer.
  const isOffered = activeThread.value.unopened.value?.code === claimPending.code
  return claimableCount.value > 0 && !isOffered && session.value.state !== "ended" ? <ClaimBanner /> : null
}

function SignInAgain({ problem }: { problem: "failed" | "denied" | "ended" }) {
  const dismiss = () => {
    signInProblem.value = undefined
  }
  return (
    <Banner words={signInErrorMessage(problem)} isAlert>
      <button type="button" class="secondary" onClick={signInFromHere}>
        {problem === "ended" ? t.signIn : t.retry}
      </button>
      <button type="button" class="quiet" onClick={dismiss}>
        {t.notNow}
      </button>
    </Banner>
  )
}

function ClaimBanner() {
  const isKeeping = claimState.value === "keeping"
  return (
    <Banner words={claimState.value === "failed" ? t.notClaimed : t.claimOffer(claimableCount.value)}>
      <button type="button" class="secondary" aria-disabled={isKeeping} onClick={() => !isKeeping && void claimConversations()}>
        <Label words={isKeeping ? t.claiming : claimState.value === "failed" ? t.retry : t.claim} />
      </button>
      {!isKeeping && (
        <button type="button" class="quiet" onClick={declineClaim}>
          {t.notNow}
        </button>
      )}
    </Banner>
  )
}
