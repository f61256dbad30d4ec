import { hasVisibleText } from "@parley/core/visible-text.ts"
import type { Thread, Turn } from "../state/thread.ts"
import { text } from "../text.ts"
import { AskAgainStep } from "./next-step.tsx"
import { Notice } from "./notice.tsx"

/** An answer that was stopped. Without any text there are no tools below it, so the way on stands beside the words. */
export function Stopped({ thread, turn }: { thread: Thread; turn: Turn }) {
  const again = <AskAgainStep thread={thread} turn={turn} label={text.regenerate} />
  return <Notice action={!hasVisibleText(turn.answer.value) && again}>{text.stopped}</Notice>
}
