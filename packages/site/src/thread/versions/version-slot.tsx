import { useEffect } from "preact/hooks"
import { loadActions, threadActions } from "../load-actions.ts"
import type { Thread, ThreadTurn } from "../state/thread.ts"
import type { ChoiceOf } from "./choices.ts"

/** Whether a turn has versions. */
export const hasVersionsOf = ({ versions }: Thread, { turnId }: ThreadTurn): boolean => (versions.value.of[turnId]?.length ?? 0) > 1

/** The place of a version control, which is loaded on first use: most chats have one version. */
export function VersionSlot({ thread, turn, of }: { thread: Thread; turn: ThreadTurn; of: ChoiceOf }) {
  const isUsed = hasVersionsOf(thread, turn)
  useEffect(() => {
    if (isUsed) void loadActions()
  }, [isUsed])
  const Control = isUsed && threadActions.value?.VersionControl
  return Control ? <Control thread={thread} turn={turn} of={of} /> : null
}
