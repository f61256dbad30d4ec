import { connection } from "../api/request.ts"
import { Label } from "../ui/label.tsx"
import { t } from "../words/t.ts"

/** Says that nothing can be sent or read at the moment, and that the page is at it. */
export function ConnectionBanner() {
  if (connection.value === "online") return null
  return (
    <p class="connection-banner" role="alert">
      <Label words={connection.value === "offline" ? t.offlineBanner : t.unreachableBanner} />
    </p>
  )
}
