import { removal, undoRemoval } from "../state/conversations.ts"
import { text } from "../text.ts"

/** Says what will be deleted, as long as it can be taken back. */
export function RemovalToast() {
  const removed = removal.value
  if (!removed) return null
  return (
    <div class="toast">
      <span>{text.removed(removed.title || text.untitled)}</span>
      <button type="button" class="link" onClick={undoRemoval}>
        {text.undo}
      </button>
    </div>
  )
}
