import { patchTitle } from "../api/conversations.ts"
import type { Conversation } from "../api/types.ts"
import { notify } from "../ui/notification.tsx"
import { t } from "../words/t.ts"
import { conversations } from "./conversations.ts"
import { markRenamed } from "./local-changes.ts"

/** Renames a conversation. The page shows the title at once and reverts it if the server refuses. */
export async function changeTitle({ conversationId, title: before }: Conversation, title: string): Promise<void> {
  const change = markRenamed(conversationId, title)
  show(conversationId, title)
  try {
    await patchTitle(conversationId, title)
    change.accept()
  } catch {
    if (change.refuse()) show(conversationId, before)
    notify(t.notSaved)
  }
}

function show(conversationId: string, title: string): void {
  conversations.value = conversations.value.map((entry) => (entry.conversationId === conversationId ? { ...entry, title } : entry))
}
