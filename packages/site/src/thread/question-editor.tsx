import { useLayoutEffect, useRef } from "preact/hooks"
import { isSendKey } from "../composer/send-key.ts"
import { changeEdit, charactersLeft, contentOf } from "../composer/typing.ts"
import { directionOf } from "../ui/direction.ts"
import { focusMain } from "../ui/focus.ts"
import { pressedKey } from "../ui/keys.ts"
import { Label } from "../ui/label.tsx"
import { useGrowingField } from "../ui/use-growing-field.ts"
import { text } from "../words/text.ts"
import { sendEdit } from "./state/replacing.ts"
import type { Thread, Turn } from "./state/thread.ts"

/** The last question while it is changed. What is sent takes the place of the question and its answer. */
export function QuestionEditor({ thread, turn, closed }: { thread: Thread; turn: Turn; closed: () => void }) {
  const field = useRef<HTMLTextAreaElement>(null)
  const typed = thread.editing.value?.text ?? ""
  const left = charactersLeft(typed)
  const isSendable = contentOf(typed) !== "" && left >= 0
  useGrowingField(field, typed)
  useLayoutEffect(() => {
    field.current?.focus()
    field.current?.setSelectionRange(typed.length, typed.length)
  }, [])
  const cancel = () => {
    changeEdit(thread, undefined)
    turn.refused.value = undefined
    closed()
  }
  const submit = () => {
    focusMain()
    void sendEdit(thread, turn)
  }
  return (
    <form
      class="question-editor"
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
    >
      <label class="unseen" for="edit">
        {text.editField}
      </label>
      <textarea
        id="edit"
        ref={field}
        dir={directionOf(typed)}
        rows={1}
        value={typed}
        aria-describedby="edit-hint"
        aria-invalid={left < 0}
        onInput={(event) => changeEdit(thread, { turnId: turn.turnId, text: event.currentTarget.value })}
        onKeyDown={(event) => {
          if (isSendKey(event)) {
            event.preventDefault()
            if (isSendable) submit()
          } else if (pressedKey(event) === "Escape") {
            event.preventDefault()
            cancel()
          }
        }}
      />
      <div class="question-editor-bar">
        <p id="edit-hint">
          <Label words={left < 0 ? text.left(left) : text.editHint} />
        </p>
        <button type="button" class="secondary" onClick={cancel}>
          {text.cancel}
        </button>
        <button type="submit" class="primary" disabled={!isSendable}>
          {text.send}
        </button>
      </div>
    </form>
  )
}
