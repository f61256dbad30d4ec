import { useRef, useState } from "preact/hooks"
import { closeDialog } from "../state/dialogs.ts"
import { closeDrawer } from "../state/drawer.ts"
import { removeEverything } from "../state/removing-all.ts"
import { text } from "../text.ts"
import { Dialog } from "./dialog.tsx"
import { Notice } from "./notice.tsx"

/** Asks before everything is deleted, and names what that is. The way out has the focus. */
export function RemoveAllDialog() {
  const [state, setState] = useState<"asking" | "removing" | "failed">("asking")
  const cancel = useRef<HTMLButtonElement>(null)
  const confirm = async () => {
    if (state === "removing") return
    setState("removing")
    try {
      await removeEverything()
      closeDialog()
      closeDrawer()
    } catch {
      setState("failed")
    }
  }
  return (
    <Dialog name="removeAll" title={text.removeAllTitle} start={cancel}>
      <p>{text.removeAllDetail}</p>
      {state === "failed" && <Notice kind="warning">{text.notRemovedAll}</Notice>}
      <div class="dialog-actions">
        <button ref={cancel} type="button" class="secondary" onClick={closeDialog}>
          {text.cancel}
        </button>
        <button type="button" class="primary danger" aria-disabled={state === "removing"} onClick={() => void confirm()}>
          {text.removeAllConfirm}
        </button>
      </div>
    </Dialog>
  )
}
