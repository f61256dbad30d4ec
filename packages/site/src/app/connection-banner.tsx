import { connection } from "../api/request.ts"
import { Label } from "../ui/label.tsx"
import { t } from "../words/t.ts"

/** Shows that the server is unreachable, and that the page retries. */
export function ConnectionBanner() {
  if (connection.value === "online") return null
  return (
    <p class="connection-banner" role="alert">
      <Label words={connection.value === "offline" ? t.offlineBanner : t.unreachableBanner} />
    </p>
  )
}
