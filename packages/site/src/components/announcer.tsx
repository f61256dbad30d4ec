import { announcement } from "../state/announcement.ts"

/** Tells screen readers that an answer has begun, how it ended, and then the whole answer once: never piece by piece. */
export const Announcer = () => (
  <div role="status" class="unseen">
    {announcement.value}
  </div>
)
