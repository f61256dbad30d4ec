import { useEffect, useRef } from "preact/hooks"
import { type DialogName, shownDialog } from "../page/dialogs.ts"
import { closeDrawer, drawerOpen } from "../page/drawer.ts"
import { toggleSidebar } from "../page/sidebar.ts"
import { fetchedPart } from "../sign-in/lazy.ts"
import { isLocked } from "../sign-in/session.ts"
import { openNew } from "../thread/state/conversation-view.ts"
import { Tool } from "../ui/icon-button.tsx"
import { CloseIcon, KeysIcon, Mark, NewIcon, SearchIcon, SettingsIcon, SidebarIcon, UsageIcon } from "../ui/icons.tsx"
import { pressedKey } from "../ui/keys.ts"
import { text } from "../words/text.ts"
import { History } from "./history.tsx"
import { RemovalToast } from "./removal-toast.tsx"

/** The visitor's conversations: beside the thread on wide pages, a drawer over it on narrow ones. */
export function Sidebar() {
  const open = drawerOpen.value
  const Part = fetchedPart()
  const close = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (!open) return
    close.current?.focus()
    const onKey = (event: KeyboardEvent) => {
      if (pressedKey(event) === "Escape" && !event.defaultPrevented && !shownDialog.value) closeDrawer()
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
          <button
            type="button"
            class="quiet icon-button wide-only"
            aria-label={text.sidebarHide}
            title={text.sidebarHide}
            onClick={toggleSidebar}
          >
            <SidebarIcon />
          </button>
          <button ref={close} type="button" class="quiet icon-button narrow-only" aria-label={text.closeMenu} onClick={closeDrawer}>
            <CloseIcon />
          </button>
        </div>
        {isLocked.value ? <div class="history" /> : <Conversations startNew={startNew} />}
        {Part && <Part.Account />}
        <div class="sidebar-end">
          {!isLocked.value && (
            <button type="button" class="quiet" onClick={() => show("usage")}>
              <UsageIcon />
              {text.usage}
            </button>
          )}
          <button type="button" class="quiet" onClick={() => show("settings")}>
            <SettingsIcon />
            {text.settings}
          </button>
          <Tool label={text.shortcuts} kind="keys-only" press={() => show("shortcuts")}>
            <KeysIcon />
          </Tool>
        </div>
      </nav>
      {/* biome-ignore lint/a11y/noStaticElementInteractions lint/a11y/useKeyWithClickEvents: a second way for pointers; keys have Escape. */}
      <div class="scrim" onClick={closeDrawer} />
    </>
  )
}

const Conversations = ({ startNew }: { startNew: () => void }) => (
  <>
    <div class="sidebar-start">
      <button type="button" class="new-chat" onClick={startNew}>
        <NewIcon />
        <span>{text.newChat}</span>
      </button>
      <Tool label={text.search} press={() => show("search")}>
        <SearchIcon />
      </Tool>
    </div>
    <History />
    <RemovalToast />
  </>
)

function show(name: DialogName): void {
  shownDialog.value = name
}
