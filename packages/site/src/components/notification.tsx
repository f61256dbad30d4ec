import { notification } from "../state/notification.ts"

/** A short sentence over the page, for a moment. Screen readers hear it from the announcer. */
export const Notification = () =>
  notification.value ? (
    <p class="notification" aria-hidden="true">
      {notification.value}
    </p>
  ) : null
