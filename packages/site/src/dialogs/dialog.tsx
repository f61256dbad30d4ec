import type { ComponentChildren, RefObject } from "preact"
import { useLayoutEffect, useRef } from "preact/hooks"
import { closeDialog, type DialogName, shownDialog } from "../page/open-dialog.ts"
import { CloseIcon } from "../ui/icons.tsx"
import { keepComposedEscape } from "../ui/keys.ts"
import { t } from "../words/t.ts"

type Props = {
  title: string
  name: DialogName
  /** What has the focus at first, if it is not the first thing that can have it. */
  start?: RefObject<HTMLElement | null>
  children: ComponentChildren
}

/** A dialog over the page. Escape and a press beside it close it, and the focus returns to where it was. */
export function Dialog({ title, name, start, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null)
  useLayoutEffect(() => {
    const element = dialog.current
    const before = document.activeElement
    element?.showModal()
    start?.current?.focus()
    return () => {
      element?.close()
      // Where the dialog was taken away by something else than its own keys, browsers do not put the focus back.
      if (before instanceof HTMLElement && document.activeElement === document.body) before.focus()
    }
  }, [])
  return (
    <dialog
      ref={dialog}
      class="dialog"
      data-name={name}
      aria-labelledby={`${name}-title`}
      // Escape: at once, since the event that tells of the closed dialog comes later than the next key may.
      onKeyDown={keepComposedEscape}
      onCancel={closeDialog}
      onClose={() => shownDialog.value === name && closeDialog()}
      onClick={(event) => event.target === dialog.current && closeDialog()}
    >
      <div class="dialog-content">
        <header>
          <h2 id={`${name}-title`}>{title}</h2>
          <button type="button" class="quiet icon-button" aria-label={t.close} onClick={closeDialog}>
            <CloseIcon />
          </button>
        </header>
        {children}
      </div>
    </dialog>
  )
}
