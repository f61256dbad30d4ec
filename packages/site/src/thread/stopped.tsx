import { hasVisibleText } from "@parley/core/visible-text.ts"
import { Notice } from "../ui/notice.tsx"
import { text } from "../words/text.ts"
import { AskAgainStep } from "./next-step.tsx"
import type { Thread, Turn } from "./state/thread.ts"

/** An answer that was stopped. Without any text there are no tools below it, so the way on stands beside the words. */
export function Stopped({ thread, turn }: { thread: Thread; turn: Turn }) {
  const again = <AskAgainStep thread={thread} turn={turn} label={text.regenerate} />
  return <Notice action={!hasVisibleText(turn.answer.value) && again}>{text.stopped}</Notice>
}
