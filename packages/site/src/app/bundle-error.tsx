import { bundleState } from "../sign-in/lazy.ts"
import { Notice } from "../ui/notice.tsx"
import { RetryButton } from "../ui/retry-button.tsx"
import { t } from "../words/t.ts"

/** In place of the sign-in screen while its bundle is loading, or after it failed to load, which only a reload can repair. */
export const BundleError = () => (
  <div class="sign-in-screen">
    {bundleState.value === "failed" && (
      <Notice kind="warning" action={<RetryButton retry={() => location.reload()} />}>
        {t.dialogFailed}
      </Notice>
    )}
  </div>
)
