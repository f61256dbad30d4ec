import { useLayoutEffect, useRef } from "preact/hooks"
import { type DialogName, shownDialog } from "../page/open-dialog.ts"
import { closeDrawer, drawerOpen, toggleSidebar } from "../page/sidebar.ts"
import { signInBundle } from "../sign-in/lazy.ts"
import { isLocked } from "../sign-in/session.ts"
import { startNewChat } from "../thread/state/load-thread.ts"
import { useFocusMove } from "../ui/focus.ts"
import { IconButton } from "../ui/icon-button.tsx"
import { CloseIcon, KeysIcon, Logo, NewIcon, SearchIcon, SettingsIcon, SidebarIcon, UsageIcon } from "../ui/icons.tsx"
import { pressedKey } from "../ui/keys.ts"
import { t } from "../words/t.ts"
import { History } from "./history.tsx"
import { RemovalToast } from "./removal-toast.tsx"

/** The visitor's conversations: beside the thread on wide pages, a drawer over it on narrow ones. */
export function Sidebar() {
  const open = drawerOpen.value
  const bundle = signInBundle()
  const close = useRef<HTMLButtonElement>(null)
  useFocusMove(() => {
    if (open) close.current?.focus()
  }, [open])
  useLayoutEffect(() => {
    if (!open) return
    const onKey = (event: KeyboardEvent) => {
      if (pressedKey(event) === "Escape" && !event.defaultPrevented && !shownDialog.value) closeDrawer()
    }
    addEventListener("keydown", onKey)
    return () => removeEventListener("keydown", onKey)
  }, [open])
  const startNew = () => {
    closeDrawer()
    void startNewChat()
    document.getElementById("message")?.focus()
  }
  return (
    <>
      <nav id="sidebar" class="sidebar" aria-label={t.history}>
        <div class="brand">
          <Logo />
          <span>{t.product}</span>
          <button
            type="button"
            class="quiet icon-button wide-only"
            aria-label={t.sidebarHide}
            title={t.sidebarHide}
            onClick={toggleSidebar}
          >
            <SidebarIcon />
          </button>
          <button ref={close} type="button" class="quiet icon-button narrow-only" aria-label={t.closeMenu} onClick={closeDrawer}>
            <CloseIcon />
          </button>
        </div>
        {isLocked.value ? <div class="history" /> : <Conversations startNew={startNew} />}
        {bundle && <bundle.Account />}
        <div class="sidebar-end">
          {!isLocked.value && (
            <button type="button" class="quiet" onClick={() => show("usage")}>
              <UsageIcon />
              {t.usage}
            </button>
          )}
          <button type="button" class="quiet" onClick={() => show("settings")}>
            <SettingsIcon />
            {t.settings}
          </button>
          <IconButton label={t.shortcuts} kind="keys-only" press={() => show("shortcuts")}>
            <KeysIcon />
          </IconButton>
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
        <span>{t.newChat}</span>
      </button>
      <IconButton label={t.search} press={() => show("search")}>
        <SearchIcon />
      </IconButton>
    </div>
    <History />
    <RemovalToast />
  </>
)

function show(name: DialogName): void {
  shownDialog.value = name
}
