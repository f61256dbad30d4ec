import { useEffect, useRef } from "preact/hooks"
import { openNew } from "../state/conversation-view.ts"
import { closeDrawer, drawerOpen } from "../state/drawer.ts"
import { text } from "../text.ts"
import { History } from "./history.tsx"
import { CloseIcon, Mark, NewIcon } from "./icons.tsx"
import { RemovalToast } from "./removal-toast.tsx"

/** The visitor's conversations: beside the thread on wide pages, a drawer over it on narrow ones. */
export function Sidebar() {
  const open = drawerOpen.value
  const close = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (!open) return
    close.current?.focus()
    const onKey = (event: KeyboardEvent) => {
      if (event.key === "Escape" && !event.defaultPrevented) closeDrawer()
    }
    addEventListener("keydown", onKey)
    return () => removeEventListener("keydown", onKey)
  }, [open])
  const startNew = () => {
    closeDrawer()
    void openNew()
    document.getElementById("message")?.focus()
  }
  return (
    <>
      <nav id="sidebar" class="sidebar" aria-label={text.history}>
        <div class="brand">
          <Mark />
          <span>{text.product}</span>
          <button ref={close} type="button" class="quiet icon-button narrow-only" aria-label={text.closeMenu} onClick={closeDrawer}>
            <CloseIcon />
          </button>
        </div>
        <button type="button" class="new-chat" onClick={startNew}>
          <NewIcon />
          <span>{text.newChat}</span>
        </button>
        <History />
        <RemovalToast />
      </nav>
      {/* biome-ignore lint/a11y/noStaticElementInteractions lint/a11y/useKeyWithClickEvents: a second way for pointers; keys have Escape. */}
      <div class="scrim" onClick={closeDrawer} />
    </>
  )
}
