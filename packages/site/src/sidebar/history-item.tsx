import { useRef, useState } from "preact/hooks"
import type { Conversation } from "../api/types.ts"
import { conversationPath, goTo, routeConversationId } from "../page/route.ts"
import { closeDrawer } from "../page/sidebar.ts"
import { openedThread } from "../thread/state/active-thread.ts"
import { useFocusMove } from "../ui/focus.ts"
import { MoreIcon } from "../ui/icons.tsx"
import { pressedKey } from "../ui/keys.ts"
import { Label } from "../ui/label.tsx"
import { t } from "../words/t.ts"
import { isolated, titleOf } from "../words/titles.ts"
import { HistoryActions } from "./history-actions.tsx"
import { TitleField } from "./title-field.tsx"

type View = "closed" | "actions" | "title"

/** The id of the button that opens a conversation's actions. */
export const actionsId = (conversationId: string): string => `actions-${conversationId}`

/** A conversation of the list: a link, and a button that opens its actions. */
export function HistoryItem({ conversation }: { conversation: Conversation }) {
  const [view, setView] = useState<View>("closed")
  const more = useRef<HTMLButtonElement>(null)
  const before = useRef(view)
  useFocusMove(() => {
    // The closed actions had the focus.
    if (before.current !== "closed" && view === "closed") more.current?.focus()
    before.current = view
  }, [view])
  const { conversationId } = conversation
  const title = titleOf(conversation)
  if (view === "title") return <TitleField conversation={conversation} done={() => setView("closed")} />
  return (
    <li
      onKeyDown={(event) => {
        if (pressedKey(event) !== "Escape" || view === "closed") return
        event.preventDefault()
        setView("closed")
      }}
    >
      <div class="history-row">
        <a
          href={conversationPath(conversationId)}
          dir="auto"
          aria-current={routeConversationId.value === conversationId ? "page" : undefined}
          onClick={(event) => openOnClick(event, conversationId)}
        >
          <Label words={title} />
        </a>
        {openedThread(conversationId)?.running.value && <span class="pulse" role="img" aria-label={t.answeringThere} />}
        <button
          ref={more}
          id={actionsId(conversationId)}
          type="button"
          class="quiet icon-button"
          aria-label={t.actionsOf(isolated(title))}
          aria-expanded={view === "actions"}
          onClick={() => setView(view === "actions" ? "closed" : "actions")}
        >
          <MoreIcon />
        </button>
      </div>
      {view === "actions" && <HistoryActions conversation={conversation} rename={() => setView("title")} close={() => setView("closed")} />}
    </li>
  )
}

// The browser handles clicks with a modifier key or another button.
function openOnClick(event: MouseEvent, conversationId: string): void {
  if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
  event.preventDefault()
  goTo(conversationId)
  closeDrawer()
}
