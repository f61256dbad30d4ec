import { hasVisibleText } from "@parley/core/visible-text.ts"
import { answerAgain } from "../state/replacing.ts"
import type { Thread, Turn } from "../state/thread.ts"
import { text } from "../text.ts"
import { Notice } from "./notice.tsx"
import { RetryButton } from "./retry-button.tsx"

/** An answer that was stopped. Without any text there are no tools below it, so the way on stands beside the words. */
export function Stopped({ thread, turn }: { thread: Thread; turn: Turn }) {
  const busy = thread.running.value !== undefined
  const again = <RetryButton label={text.regenerate} disabled={busy} retry={() => void answerAgain(thread, turn)} />
  return <Notice action={!hasVisibleText(turn.answer.value) && again}>{text.stopped}</Notice>
}
