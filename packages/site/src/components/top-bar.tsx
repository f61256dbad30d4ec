import { useEffect, useRef } from "preact/hooks"
import { activeThread } from "../state/active-thread.ts"
import { openNew } from "../state/conversation-view.ts"
import { conversations } from "../state/conversations.ts"
import { drawerOpen } from "../state/drawer.ts"
import { text } from "../text.ts"
import { MenuIcon, NewIcon } from "./icons.tsx"

/** The title of the conversation, and on narrow pages the way to the others. */
export function TopBar() {
  const thread = activeThread.value
  const conversationId = thread.conversationId.value
  const listed = conversations.value.find((conversation) => conversation.conversationId === conversationId)
  const title = conversationId ? listed?.title || thread.title.value || text.thread : text.newChat
  const menu = useFocusBack()
  useEffect(() => {
    document.title = conversationId ? `${title} · ${text.product}` : text.product
  }, [conversationId, title])
  return (
    <header class="top-bar">
      <button
        ref={menu}
        type="button"
        class="quiet icon-button narrow-only"
        aria-label={text.openMenu}
        aria-expanded={drawerOpen.value}
        aria-controls="sidebar"
        onClick={() => {
          drawerOpen.value = true
        }}
      >
        <MenuIcon />
      </button>
      <h1>{title}</h1>
      <button type="button" class="quiet icon-button narrow-only" aria-label={text.newChat} onClick={() => openNew()}>
        <NewIcon />
      </button>
    </header>
  )
}

// Focus returns to the button that opened the drawer.
function useFocusBack() {
  const button = useRef<HTMLButtonElement>(null)
  const wasOpen = useRef(false)
  const open = drawerOpen.value
  useEffect(() => {
    if (wasOpen.current && !open && button.current?.checkVisibility()) button.current.focus()
    wasOpen.current = open
  }, [open])
  return button
}
