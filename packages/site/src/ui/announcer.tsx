import { announcement } from "./announcement.ts"
import { Label } from "./label.tsx"

/** Tells screen readers that an answer has begun, how it ended, and then the whole answer once: never piece by piece. */
export const Announcer = () => (
  <div role="status" class="unseen">
    <Label words={announcement.value} />
  </div>
)
