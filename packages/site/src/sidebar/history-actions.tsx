import { exportPath } from "../api/conversations.ts"
import type { Conversation } from "../api/types.ts"
import { routeConversationId } from "../page/route.ts"
import { startNewChat } from "../thread/state/load-thread.ts"
import { Download } from "../ui/download.tsx"
import { EditIcon, RemoveIcon } from "../ui/icons.tsx"
import { t } from "../words/t.ts"
import { removeConversation } from "./remove-conversation.ts"

type Props = { conversation: Conversation; rename: () => void; close: () => void }

/** The actions of a stored conversation. */
export function HistoryActions({ conversation, rename, close }: Props) {
  const { conversationId } = conversation
  const removeIt = () => {
    removeConversation(conversation)
    if (routeConversationId.value === conversationId) void startNewChat()
  }
  const download = (format: "markdown" | "json", label: string) => (
    <Download kind="quiet" path={exportPath(conversationId, format)} done={close}>
      {label}
    </Download>
  )
  return (
    <div class="history-actions">
      <button type="button" class="quiet" onClick={rename}>
        <EditIcon />
        {t.rename}
      </button>
      {download("markdown", t.exportMarkdown)}
      {download("json", t.exportJson)}
      <button type="button" class="quiet danger" onClick={removeIt}>
        <RemoveIcon />
        {t.remove}
      </button>
    </div>
  )
}
