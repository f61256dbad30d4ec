import { useEffect, useRef } from "preact/hooks"
import { activeThread } from "../thread/state/active-thread.ts"
import { stopAnswer } from "../thread/state/stop-answer.ts"
import type { ThreadTurn } from "../thread/state/thread.ts"
import { SendIcon, StopIcon } from "../ui/icons.tsx"
import { Label } from "../ui/label.tsx"
import { fieldDirection, useGrowingField } from "../ui/text-field.ts"
import { t } from "../words/t.ts"
import { ComposerNotice } from "./composer-notice.tsx"
import { charactersLeft, contentOf, editDraft } from "./edit-draft.ts"
import { ModelChoice } from "./model-choice.tsx"
import { isSendKey, sendHint } from "./send-key.ts"
import { sendMessage } from "./send-message.ts"
import { useDeliberateClick } from "./use-deliberate-click.ts"

// The number of remaining characters at which the counter appears.
const counterFrom = 2_000

/** The message box: the last text box of the page. */
export function Composer() {
  const thread = activeThread.value
  const typed = thread.draft.value.text
  const running = thread.running.value
  const left = charactersLeft(typed)
  const field = useRef<HTMLTextAreaElement>(null)
  const isDeliberate = useDeliberateClick(running !== undefined)
  useGrowingField(field, typed)
  useEffect(() => {
    // On a touch screen the keyboard would cover the conversation. Focus in the thread or the list is not moved.
    const stays = document.activeElement?.matches(".thread, .thread *, dialog *")
    if (matchMedia("(pointer: fine)").matches && !stays) field.current?.focus()
  }, [thread])
  const submit = () => {
    if (contentOf(typed) && !running) void sendMessage(thread)
    else field.current?.focus()
  }
  return (
    <div class="composer-place">
      <ComposerNotice thread={thread} />
      <form
        class="composer"
        onSubmit={(event) => {
          event.preventDefault()
          submit()
        }}
      >
        <label class="sr-only" for="message">
          {t.composer}
        </label>
        <textarea
          id="message"
          ref={field}
          dir={fieldDirection(typed)}
          rows={1}
          value={typed}
          placeholder={t.composerPlaceholder}
          aria-describedby="composer-hint"
          aria-invalid={left < 0}
          onInput={(event) => editDraft(thread, event.currentTarget.value)}
          onKeyDown={(event) => {
            if (!isSendKey(event)) return
            event.preventDefault()
            submit()
          }}
        />
        <span id="composer-hint" class="sr-only">
          {sendHint()}
        </span>
        <div class="composer-bar">
          <ModelChoice />
          {left <= counterFrom && (
            <span class="counter" data-over={left < 0}>
              <Label words={t.left(left)} />
            </span>
          )}
          {/* One button in both roles, so that it keeps the focus. */}
          <button
            type={running ? "button" : "submit"}
            class="send"
            aria-disabled={running?.stopping.value}
            onClick={(event) => {
              if (!isDeliberate(event)) event.preventDefault()
              else if (running) void stopAnswer(thread)
            }}
          >
            {running ? <StopIcon /> : <SendIcon />}
            <Label words={sendLabel(running)} />
          </button>
        </div>
      </form>
      <p class="caution">{t.caution}</p>
    </div>
  )
}

function sendLabel(running: ThreadTurn | undefined): string {
  if (!running) return t.send
  return running.stopping.value ? t.stopping : t.stop
}
