import { useComputed } from "@preact/signals"
import { Fragment } from "preact"
import { DownIcon } from "../ui/icons.tsx"
import { t } from "../words/t.ts"
import { inAnswers } from "./answer-parts.ts"
import { ConversationError } from "./conversation-error.tsx"
import { EarlierButton } from "./earlier-button.tsx"
import { memoryStartOf } from "./memory-start.ts"
import { activeThread } from "./state/active-thread.ts"
import { placeKey, TurnView } from "./turn-view.tsx"
import { useStickToEnd } from "./use-stick-to-end.ts"
import { Welcome } from "./welcome.tsx"

/** The conversation on the page, in any state. */
export function ThreadView() {
  const thread = activeThread.value
  const turns = thread.turns.value
  const memoryStart = useComputed(() => memoryStartOf(thread.turns.value))
  const { scroller, content, away, toEnd } = useStickToEnd(thread, turns[0]?.turnId, turns.at(-1)?.turnId)
  return (
    <div class="thread-place">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and a keyboard must be able to scroll it. */}
      <section class="thread" aria-label={t.thread} tabIndex={0} ref={scroller}>
        <div class="thread-content" ref={content}>
          {thread.olderCursor.value && <EarlierButton thread={thread} scroller={scroller} />}
          {thread.loading.value && <p class="thread-note">{t.loading}</p>}
          {thread.unopened.value && <ConversationError thread={thread} problem={thread.unopened.value} />}
          {inAnswers(turns).map((parts, index) => (
            <Fragment key={placeKey(parts)}>
              {index > 0 && parts[0].turnId === memoryStart.value && <p class="memory-start">{t.memoryStart}</p>}
              <TurnView thread={thread} parts={parts} />
            </Fragment>
          ))}
          {turns.length === 0 && thread.conversationId.value === null && <Welcome thread={thread} />}
        </div>
      </section>
      {away && turns.length > 0 && (
        <button type="button" class="jump icon-button" aria-label={t.jump} onClick={toEnd}>
          <DownIcon />
        </button>
      )}
    </div>
  )
}
