import { useRef } from "preact/hooks"
import { isFocusLost, useFocusMove } from "../ui/focus.ts"
import { t } from "../words/t.ts"
import { isolated, titleOf } from "../words/titles.ts"
import { actionsId } from "./history-item.tsx"
import { pauseRemoval, removal, resumeRemoval, undoRemoval } from "./remove-conversation.ts"

/** Shows the deletion while it can be undone. Hover and focus pause the undo timer. */
export function RemovalToast() {
  const removed = removal.value
  const undo = useRef<HTMLButtonElement>(null)
  const uses = useRef(new Set<"pointer" | "focus">())
  useFocusMove(() => {
    // The focused entry is gone; Tab continues from here.
    if (removed && isFocusLost()) undo.current?.focus()
    if (!removed) uses.current.clear()
  }, [removed])
  if (!removed) return null
  const begin = (use: "pointer" | "focus") => {
    uses.current.add(use)
    pauseRemoval()
  }
  const end = (use: "pointer" | "focus") => {
    uses.current.delete(use)
    if (uses.current.size === 0) resumeRemoval()
  }
  const returnToComposer = () => {
    undoRemoval()
    // The entry is rendered again after the next render.
    requestAnimationFrame(() => document.getElementById(actionsId(removed.conversationId))?.focus())
  }
  return (
    <div
      class="toast"
      onPointerEnter={() => begin("pointer")}
      onPointerLeave={() => end("pointer")}
      onFocusIn={() => begin("focus")}
      onFocusOut={() => end("focus")}
    >
      <span>{t.deleted(isolated(titleOf(removed)))}</span>
      <button ref={undo} type="button" class="link" onClick={returnToComposer}>
        {t.undo}
      </button>
    </div>
  )
}
