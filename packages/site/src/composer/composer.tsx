import { useEffect, useRef } from "preact/hooks"
import { activeThread } from "../thread/state/active-thread.ts"
import { stop } from "../thread/state/stopping.ts"
import type { Turn } from "../thread/state/thread.ts"
import { directionOf } from "../ui/direction.ts"
import { SendIcon, StopIcon } from "../ui/icons.tsx"
import { Label } from "../ui/label.tsx"
import { useGrowingField } from "../ui/use-growing-field.ts"
import { text } from "../words/text.ts"
import { ComposerNotice } from "./composer-notice.tsx"
import { ModelChoice } from "./model-choice.tsx"
import { isSendKey, sendHint } from "./send-key.ts"
import { send } from "./sending.ts"
import { charactersLeft, contentOf, edit } from "./typing.ts"
import { useAim } from "./use-aim.ts"

// How close to the limit the counter appears, in characters.
const counterFrom = 2_000

/** Where the message is written: the last text box of the page. */
export function Composer() {
  const thread = activeThread.value
  const typed = thread.draft.value.text
  const running = thread.running.value
  const left = charactersLeft(typed)
  const field = useRef<HTMLTextAreaElement>(null)
  const isAimed = useAim(running !== undefined)
  useGrowingField(field, typed)
  useEffect(() => {
    // On a touch screen the keyboard would cover what is there to read. Who reads, or steps through the list by keys, stays there.
    const stays = document.activeElement?.matches(".thread, .thread *, dialog *")
    if (matchMedia("(pointer: fine)").matches && !stays) field.current?.focus()
  }, [thread])
  const submit = () => {
    if (contentOf(typed) && !running) void send(thread)
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
          dir={directionOf(typed)}
          rows={1}
          value={typed}
          placeholder={text.composerPlaceholder}
          aria-describedby="composer-hint"
          aria-invalid={left < 0}
          onInput={(event) => edit(thread, event.currentTarget.value)}
          onKeyDown={(event) => {
            if (!isSendKey(event)) return
            event.preventDefault()
            submit()
          }}
        />
        <span id="composer-hint" class="unseen">
          {sendHint()}
        </span>
        <div class="composer-bar">
          <ModelChoice />
          {left <= counterFrom && (
            <span class="counter" data-over={left < 0}>
              <Label words={text.left(left)} />
            </span>
          )}
          {/* One button in both roles: whoever pressed it by keyboard stays where they are. */}
          <button
            type={running ? "button" : "submit"}
            class="send"
            aria-disabled={running?.stopping.value}
            onClick={(event) => {
              if (!isAimed(event)) event.preventDefault()
              else if (running) void stop(thread)
            }}
          >
            {running ? <StopIcon /> : <SendIcon />}
            <Label words={sendLabel(running)} />
          </button>
        </div>
      </form>
      <p class="caution">{text.caution}</p>
    </div>
  )
}

function sendLabel(running: Turn | undefined): string {
  if (!running) return text.send
  return running.stopping.value ? text.stopping : text.stop
}
