import type { ComponentChildren, RefObject } from "preact"
import { useLayoutEffect, useRef } from "preact/hooks"
import { closeDialog, type DialogName, shownDialog } from "../page/open-dialog.ts"
import { CloseIcon } from "../ui/icons.tsx"
import { keepComposedEscape } from "../ui/keys.ts"
import { t } from "../words/t.ts"

type Props = {
  title: string
  name: DialogName
  /** The element with the initial focus, if it is not the first focusable one. */
  start?: RefObject<HTMLElement | null>
  children: ComponentChildren
}

/** A modal dialog. Escape and a click outside close it, and the focus returns to where it was. */
export function Dialog({ title, name, start, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null)
  useLayoutEffect(() => {
    const element = dialog.current
    const before = document.activeElement
    element?.showModal()
    start?.current?.focus()
    return () => {
      element?.close()
      // Browsers restore the focus only if the dialog closes by its own keys.
      if (before instanceof HTMLElement && document.activeElement === document.body) before.focus()
    }
  }, [])
  return (
    <dialog
      ref={dialog}
      class="dialog"
      data-name={name}
      aria-labelledby={`${name}-title`}
      // Close on Escape at once: the `close` event may come after the next key press.
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
