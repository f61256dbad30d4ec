import { useRef, useState } from "preact/hooks"
import { closeDialog } from "../page/open-dialog.ts"
import { closeDrawer } from "../page/sidebar.ts"
import { Notice } from "../ui/notice.tsx"
import { t } from "../words/t.ts"
import { Dialog } from "./dialog.tsx"
import { removeEverything } from "./remove-everything.ts"

/** Confirms the deletion of all chats and lists what will be deleted. Cancel has the focus. */
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
    <Dialog name="removeAll" title={t.removeAllTitle} start={cancel}>
      <p>{t.removeAllDetail}</p>
      {state === "failed" && <Notice kind="warning">{t.notDeletedAll}</Notice>}
      <div class="dialog-actions">
        <button ref={cancel} type="button" class="secondary" onClick={closeDialog}>
          {t.cancel}
        </button>
        <button type="button" class="primary danger" aria-disabled={state === "removing"} onClick={() => void confirm()}>
          {t.removeAllConfirm}
        </button>
      </div>
    </Dialog>
  )
}
