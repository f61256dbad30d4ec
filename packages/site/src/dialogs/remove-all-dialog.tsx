import { useRef, useState } from "preact/hooks"
import { closeDialog } from "../page/dialogs.ts"
import { closeDrawer } from "../page/drawer.ts"
import { Notice } from "../ui/notice.tsx"
import { text } from "../words/text.ts"
import { Dialog } from "./dialog.tsx"
import { removeEverything } from "./removing-all.ts"

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
