import { useEffect, useRef } from "preact/hooks"
import { preferences } from "../page/preferences.ts"
import { isPathUnknown } from "../page/route.ts"
import { drawerOpen, toggleSidebar } from "../page/sidebar.ts"
import { conversations } from "../sidebar/conversations.ts"
import { isLocked, person } from "../sign-in/session.ts"
import { activeThread } from "../thread/state/active-thread.ts"
import { startNewChat } from "../thread/state/load-thread.ts"
import { useFocusMove } from "../ui/focus.ts"
import { MenuIcon, NewIcon } from "../ui/icons.tsx"
import { Label } from "../ui/label.tsx"
import { t } from "../words/t.ts"
import { isolated, titleOf } from "../words/titles.ts"

/** The title of the conversation, and on narrow pages the button that opens the chat list. */
export function TopBar() {
  const thread = activeThread.value
  const conversationId = isLocked.value ? null : thread.conversationId.value
  const listed = conversations.value.find((conversation) => conversation.conversationId === conversationId)
  const known = listed?.title ?? thread.title.value
  const title = conversationId ? (known && titleOf({ title: known })) || t.thread : placeWithout()
  const menu = useFocusBack()
  const isNamed = conversationId !== null || isPathUnknown.value
  const documentTitle = isNamed ? `${isolated(title)} · ${t.product}` : t.product
  useEffect(() => {
    document.title = documentTitle
  }, [documentTitle])
  return (
    <header class="top-bar">
      <button
        ref={menu}
        type="button"
        class="quiet icon-button menu"
        aria-label={t.openMenu}
        aria-expanded={drawerOpen.value}
        aria-controls="sidebar"
        onClick={toggleSidebar}
      >
        <MenuIcon />
      </button>
      <h1 dir="auto">
        <Label words={title} />
      </h1>
      {!isLocked.value && (
        <button type="button" class="quiet icon-button narrow-only" aria-label={t.newChat} onClick={() => void startNewChat()}>
          <NewIcon />
        </button>
      )}
    </header>
  )
}

// No conversation is shown.
function placeWithout(): string {
  if (!isLocked.value) return isPathUnknown.value ? t.pageMissing : t.newChat
  return person.value ? t.account : t.signIn
}

// Focus moves to the button when the focused list is hidden, and into the list when the button is hidden.
function useFocusBack() {
  const button = useRef<HTMLButtonElement>(null)
  const before = useRef({ drawer: false, beside: false })
  const drawer = drawerOpen.value
  const beside = preferences.value.sidebar === "open"
  useFocusMove(() => {
    const hidden = (before.current.drawer && !drawer) || (before.current.beside && !beside)
    before.current = { drawer, beside }
    const focused = document.activeElement
    const isLost = focused === document.body || focused?.closest("#sidebar")
    if (hidden && isLost && button.current?.checkVisibility()) button.current.focus()
  }, [drawer, beside])
  useFocusMove(() => {
    if (beside && document.activeElement === button.current) document.querySelector<HTMLElement>("#sidebar .wide-only")?.focus()
  }, [beside])
  return button
}
