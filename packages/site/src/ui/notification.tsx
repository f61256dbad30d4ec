import { Label } from "./label.tsx"
import { notification } from "./notification.ts"

/** A short sentence over the page, for a moment. Screen readers hear it from the announcer. */
export const Notification = () =>
  notification.value ? (
    <p class="notification" aria-hidden="true">
      <Label words={notification.value} />
    </p>
  ) : null
