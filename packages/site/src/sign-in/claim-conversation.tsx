import { useFocusIfLost } from "../ui/focus.ts"
import { Label } from "../ui/label.tsx"
import { t } from "../words/t.ts"
import { claimableCount } from "./claimable.ts"
import { claimConversations, claimState, declineClaim } from "./claiming.ts"

/** Replaces the conversation in which the visitor signed in, until the person adds it to the account or declines. */
export function ClaimConversation() {
  const isKeeping = claimState.value === "keeping"
  const hasFailed = claimState.value === "failed"
  return (
    <section class="conversation-error" aria-labelledby="offered">
      <h2 id="offered">{t.claimChat}</h2>
      <p>
        <Label words={hasFailed ? t.notClaimed : t.claimChatDetail(claimableCount.value - 1)} />
      </p>
      <div class="sign-in-actions">
        <button
          ref={useFocusIfLost<HTMLButtonElement>()}
          type="button"
          class="primary"
          aria-disabled={isKeeping}
          onClick={() => !isKeeping && void claimConversations()}
        >
          <Label words={isKeeping ? t.claiming : hasFailed ? t.retry : t.claim} />
        </button>
        {!isKeeping && (
          <button type="button" class="secondary" onClick={declineClaim}>
            {t.notNow}
          </button>
        )}
      </div>
    </section>
  )
}
