import { isFocusLost } from "../ui/focus.ts"
import { t } from "../words/t.ts"
import { conversations, historyState, loadConversations, olderConversations } from "./conversations.ts"
import { groupByDay } from "./history-groups.ts"
import { HistoryItem } from "./history-item.tsx"
import { today } from "./today.ts"

/** Past conversations by day, with the state of the list. */
export function History() {
  const cursor = olderConversations.value
  return (
    <div class="history">
      {groupByDay(conversations.value, today.value).map((group) => (
        <section key={group.label} aria-label={group.label}>
          <h2>{group.label}</h2>
          <ul>
            {group.conversations.map((conversation) => (
              <HistoryItem key={conversation.conversationId} conversation={conversation} />
            ))}
          </ul>
        </section>
      ))}
      {historyState.value === "ready" && conversations.value.length === 0 && <p class="history-note">{t.historyEmpty}</p>}
      {historyState.value === "failed" && (
        <p class="history-note">
          {t.historyFailed}{" "}
          <button type="button" class="link" onClick={() => loadConversations()}>
            {t.retry}
          </button>
        </p>
      )}
      {historyState.value === "ready" && cursor && (
        <button type="button" class="quiet" onClick={() => void loadOlder(cursor)}>
          {t.showOlder}
        </button>
      )}
    </div>
  )
}

// The last page removes the button: the first loaded chat gets its focus.
async function loadOlder(cursor: string): Promise<void> {
  const shown = conversations.value.length
  await loadConversations(cursor)
  requestAnimationFrame(() => isFocusLost() && document.querySelectorAll<HTMLElement>(".history-row a")[shown]?.focus())
}
