import { useRef } from "preact/hooks"
import { changeEdit, charactersLeft, contentOf } from "../../composer/edit-draft.ts"
import { isSendKey } from "../../composer/send-key.ts"
import { focusMain, useFocusMove } from "../../ui/focus.ts"
import { pressedKey } from "../../ui/keys.ts"
import { Label } from "../../ui/label.tsx"
import { fieldDirection, useGrowingField } from "../../ui/text-field.ts"
import { actionWords } from "../../words/action-words.ts"
import { t } from "../../words/t.ts"
import { isVersioned, type Thread, type ThreadTurn } from "../state/thread.ts"
import { submitEdit } from "./new-version.ts"

/** The editor of a message. Sending adds a version of it. */
export function QuestionEditor({ thread, turn }: { thread: Thread; turn: ThreadTurn }) {
  const field = useRef<HTMLTextAreaElement>(null)
  const typed = thread.editing.value?.text ?? ""
  const left = charactersLeft(typed)
  const isSendable = contentOf(typed) !== "" && left >= 0
  useGrowingField(field, typed)
  useFocusMove(() => {
    field.current?.focus()
    field.current?.setSelectionRange(typed.length, typed.length)
  }, [])
  const cancel = () => {
    changeEdit(thread, undefined)
    turn.refused.value = undefined
  }
  const submit = () => {
    focusMain()
    void submitEdit(thread, turn)
  }
  return (
    <form
      class="question-editor"
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
    >
      <label class="sr-only" for="edit">
        {actionWords.editField}
      </label>
      <textarea
        id="edit"
        ref={field}
        dir={fieldDirection(typed)}
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
          <Label words={left < 0 ? t.left(left) : isVersioned(turn) ? actionWords.editHint : actionWords.editReplaces} />
        </p>
        <button type="button" class="secondary" onClick={cancel}>
          {t.cancel}
        </button>
        <button type="submit" class="primary" disabled={!isSendable}>
          {t.send}
        </button>
      </div>
    </form>
  )
}
