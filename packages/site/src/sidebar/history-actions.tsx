import { exportPath } from "../api/conversations.ts"
import type { Conversation } from "../api/types.ts"
import { routeConversationId } from "../page/route.ts"
import { openNew } from "../thread/state/conversation-view.ts"
import { Download } from "../ui/download.tsx"
import { EditIcon, RemoveIcon } from "../ui/icons.tsx"
import { text } from "../words/text.ts"
import { remove } from "./removing.ts"

type Props = { conversation: Conversation; rename: () => void; close: () => void }

/** What can be done with a stored conversation. */
export function HistoryActions({ conversation, rename, close }: Props) {
  const { conversationId } = conversation
  const removeIt = () => {
    remove(conversation)
    if (routeConversationId.value === conversationId) void openNew()
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
        {text.rename}
      </button>
      {download("markdown", text.exportMarkdown)}
      {download("json", text.exportJson)}
      <button type="button" class="quiet danger" onClick={removeIt}>
        <RemoveIcon />
        {text.remove}
      </button>
    </div>
  )
}
