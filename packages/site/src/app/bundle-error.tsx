import { signInPart } from "../sign-in/lazy.ts"
import { Notice } from "../ui/notice.tsx"
import { RetryButton } from "../ui/retry-button.tsx"
import { text } from "../words/text.ts"

/** The part of the page that lets people in is not here: not yet, or it could not be fetched, which only a load makes up for. */
export const NotFetched = () => (
  <div class="doorway">
    {signInPart.value === "failed" && (
      <Notice kind="warning" action={<RetryButton retry={() => location.reload()} />}>
        {text.dialogFailed}
      </Notice>
    )}
  </div>
)
