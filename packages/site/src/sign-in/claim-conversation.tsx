import { useFocusIfLost } from "../ui/focus.ts"
import { Label } from "../ui/label.tsx"
import { t } from "../words/t.ts"
import { claimableCount } from "./claimable.ts"
import { claimConversations, claimState, declineClaim } from "./claiming.ts"

/** Stands in the place of the conversation in which somebody signed in, until it is decided whether the account keeps it. */
export function ClaimConversation() {
  const isKeeping = claimState.value === "keeping"
  const hasFailed = claimState.value === "failed"
  return (
    <section class="unopened" aria-labelledby="offered">
      <h2 id="offered">{t.claimChat}</h2>
      <p>
        <Label words={hasFailed ? t.notClaimed : t.claimChatDetail(claimableCount.value - 1)} />
      </p>
      <div class="doorway-ways">
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
