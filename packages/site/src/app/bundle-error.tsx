import { bundleState } from "../sign-in/lazy.ts"
import { Notice } from "../ui/notice.tsx"
import { RetryButton } from "../ui/retry-button.tsx"
import { t } from "../words/t.ts"

/** The part of the page that lets people in is not here: not yet, or it could not be fetched, which only a load makes up for. */
export const BundleError = () => (
  <div class="doorway">
    {bundleState.value === "failed" && (
      <Notice kind="warning" action={<RetryButton retry={() => location.reload()} />}>
        {t.dialogFailed}
      </Notice>
    )}
  </div>
)
