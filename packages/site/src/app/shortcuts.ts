import { shownDialog } from "../page/open-dialog.ts"
import { preferences } from "../page/preferences.ts"
import { goTo } from "../page/route.ts"
import { drawerOpen, toggleSidebar } from "../page/sidebar.ts"
import { conversations } from "../sidebar/conversations.ts"
import { isLocked } from "../sign-in/session.ts"
import { inAnswers, textOfAnswer } from "../thread/answer-parts.ts"
import { activeThread } from "../thread/state/active-thread.ts"
import { startNewChat } from "../thread/state/load-thread.ts"
import { stopAnswer } from "../thread/state/stop-answer.ts"
import { isWriting, type ShortcutName, shortcutOf } from "../ui/keys.ts"
import { notify } from "../ui/notification.tsx"
import { t } from "../words/t.ts"

/** Handles the page's keys: shortcuts, and text typed outside of a field, which goes into the message box. */
export function watchKeys(): void {
  addEventListener("keydown", (event) => {
    // An open dialog or drawer handles its own keys.
    if (shownDialog.value || drawerOpen.value) return
    const typing = isTyping(event.target)
    const name = shortcutOf(event, typing, preferences.value.singleKeyShortcuts)
    // The browser then inserts the character into the focused field.
    if (!name && !typing && isWriting(event)) focusComposer()
    if (!name || (isLocked.value && !whileLocked.has(name))) return
    if (name !== "stop") event.preventDefault()
    actions[name]()
  })
}

// The shortcuts that act before sign-in.
const whileLocked: ReadonlySet<ShortcutName> = new Set<ShortcutName>(["sidebar", "help"])

const actions: Record<ShortcutName, () => void> = {
  new: () => void startNewChat().then(focusComposer),
  search: () => {
    shownDialog.value = "search"
  },
  help: () => {
    shownDialog.value = "shortcuts"
  },
  write: focusComposer,
  stop: () => {
    const thread = activeThread.value
    if (thread.running.value) void stopAnswer(thread)
    // Outside the message box, single keys act and the thread scrolls.
    else if (document.activeElement?.id === "message") document.querySelector<HTMLElement>(".thread")?.focus()
  },
  copy: () => void copyLastAnswer(),
  sidebar: toggleSidebar,
  previous: () => step(1),
  next: () => step(-1),
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea, select"))
}

function focusComposer(): void {
  document.getElementById("message")?.focus()
}

async function copyLastAnswer(): Promise<void> {
  const answer = inAnswers(activeThread.value.turns.value).map(textOfAnswer).findLast(Boolean)
  if (!answer) return
  try {
    await navigator.clipboard.writeText(answer)
    notify(t.copied)
  } catch {
    notify(t.notCopied)
  }
}

// The list is newest first. A new conversation comes before the newest.
function step(older: number): void {
  const list = conversations.value
  const at = list.findIndex(({ conversationId }) => conversationId === activeThread.value.conversationId.value)
  const next = list[at + older]
  if (!next) return
  // An unfocused page would focus the message box, and single keys would stop working.
  document.querySelector<HTMLElement>(".thread")?.focus()
  goTo(next.conversationId)
}
