import { useEffect, useRef } from "preact/hooks"
import { activeThread } from "../state/active-thread.ts"
import { edit, maxMessageLength, send, stop } from "../state/sending.ts"
import { text } from "../text.ts"
import { ComposerNotice } from "./composer-notice.tsx"
import { SendIcon, StopIcon } from "./icons.tsx"
import { ModelChoice } from "./model-choice.tsx"
import { useGrowingField } from "./use-growing-field.ts"

// How close to the limit the counter appears.
const counterFrom = maxMessageLength - 2_000

/** Where the message is written: the last text box of the page. */
export function Composer() {
  const thread = activeThread.value
  const typed = thread.draft.value.text
  const running = thread.running.value
  const field = useRef<HTMLTextAreaElement>(null)
  useGrowingField(field, typed)
  useEffect(() => {
    // On a touch screen the keyboard would cover what is there to read.
    if (matchMedia("(pointer: fine)").matches) field.current?.focus()
  }, [thread])
  const submit = () => {
    if (typed.trim() && !running) void send(thread)
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
        <label class="unseen" for="message">
          {text.composer}
        </label>
        <textarea
          id="message"
          ref={field}
          rows={1}
          value={typed}
          placeholder={text.composerPlaceholder}
          aria-describedby="composer-hint"
          aria-invalid={typed.length > maxMessageLength}
          onInput={(event) => edit(thread, event.currentTarget.value)}
          onKeyDown={(event) => {
            // Enter that ends the composition of a character (229 in Safari) is not meant to send.
            if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return
            event.preventDefault()
            submit()
          }}
        />
        <span id="composer-hint" class="unseen">
          {text.composerHint}
        </span>
        <div class="composer-bar">
          <ModelChoice />
          {typed.length >= counterFrom && (
            <span class="counter" data-over={typed.length > maxMessageLength}>
              {text.left(maxMessageLength - typed.length)}
            </span>
          )}
          {running ? (
            <button type="button" class="send" disabled={running.stopping.value} onClick={() => stop(thread)}>
              <StopIcon />
              <span>{running.stopping.value ? text.stopping : text.stop}</span>
            </button>
          ) : (
            <button type="submit" class="send">
              <SendIcon />
              <span>{text.send}</span>
            </button>
          )}
        </div>
      </form>
      <p class="caution">{text.caution}</p>
    </div>
  )
}
