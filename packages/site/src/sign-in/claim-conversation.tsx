import { Label } from "../ui/label.tsx"
import { useFreeFocus } from "../ui/use-free-focus.ts"
import { text } from "../words/text.ts"
import { adoptable } from "./claimable.ts"
import { adopt, adoptionState, declineAdoption } from "./claiming.ts"

/** Stands in the place of the conversation in which somebody signed in, until it is decided whether the account keeps it. */
export function OfferedConversation() {
  const isKeeping = adoptionState.value === "keeping"
  const hasFailed = adoptionState.value === "failed"
  return (
    <section class="unopened" aria-labelledby="offered">
      <h2 id="offered">{text.keepChat}</h2>
      <p>
        <Label words={hasFailed ? text.notAdopted : text.keepChatDetail(adoptable.value - 1)} />
      </p>
      <div class="doorway-ways">
        <button
          ref={useFreeFocus<HTMLButtonElement>()}
          type="button"
          class="primary"
          aria-disabled={isKeeping}
          onClick={() => !isKeeping && void adopt()}
        >
          <Label words={isKeeping ? text.adopting : hasFailed ? text.retry : text.adopt} />
        </button>
        {!isKeeping && (
          <button type="button" class="secondary" onClick={declineAdoption}>
            {text.adoptLater}
          </button>
        )}
      </div>
    </section>
  )
}
