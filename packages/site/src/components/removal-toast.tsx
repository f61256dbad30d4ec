import { useEffect, useRef } from "preact/hooks"
import { removal, undoRemoval } from "../state/conversations.ts"
import { text } from "../text.ts"

/** Says what will be deleted, as long as it can be taken back. */
export function RemovalToast() {
  const removed = removal.value
  const undo = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    // The entry that had the focus is gone; Tab goes on from here.
    if (removed && document.activeElement === document.body) undo.current?.focus()
  }, [removed])
  if (!removed) return null
  return (
    <div class="toast">
      <span>{text.removed(removed.title || text.untitled)}</span>
      <button ref={undo} type="button" class="link" onClick={undoRemoval}>
        {text.undo}
      </button>
    </div>
  )
}
