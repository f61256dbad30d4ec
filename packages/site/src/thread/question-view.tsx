import { useRef } from "preact/hooks"
import { beginEdit } from "../composer/edit-draft.ts"
import { CopyButton } from "../ui/copy-button.tsx"
import { isFocusLost, useFocusMove } from "../ui/focus.ts"
import { IconButton } from "../ui/icon-button.tsx"
import { EditIcon } from "../ui/icons.tsx"
import { t } from "../words/t.ts"
import { ContentView } from "./blocks/content-view.tsx"
import { QuestionEditor } from "./question-editor.tsx"
import { isReplaceable } from "./state/replace-turn.ts"
import { hasOtherBlocks, type Thread, type ThreadTurn } from "./state/thread.ts"
import { useTarget } from "./use-target.ts"

/** A message. The last one can be edited in place. */
export function QuestionView({ thread, turn }: { thread: Thread; turn: ThreadTurn }) {
  const target = useTarget<HTMLDivElement>(turn.userMessageId)
  const editButton = useRef<HTMLButtonElement>(null)
  const replaceable = isReplaceable(thread, turn)
  const isEdited = replaceable && thread.editing.value?.turnId === turn.turnId
  const wasEdited = useRef(false)
  useFocusMove(() => {
    if (wasEdited.current && !isEdited && isFocusLost()) editButton.current?.focus()
    wasEdited.current = isEdited
  }, [isEdited])
  if (isEdited) return <QuestionEditor thread={thread} turn={turn} />
  return (
    <div class="question" ref={target} tabIndex={-1}>
      <h2 class="sr-only">{t.you}</h2>
      {hasOtherBlocks(turn.content) ? (
        <div class="question-body">
          <ContentView content={turn.content.filter((block) => !("text" in block))} />
          {turn.question && <p dir="auto">{turn.question}</p>}
        </div>
      ) : (
        <p dir="auto">{turn.question}</p>
      )}
      <div class="turn-tools">
        {replaceable && (
          <IconButton button={editButton} label={t.editMessage} press={() => beginEdit(thread, turn)}>
            <EditIcon />
          </IconButton>
        )}
        <CopyButton label={t.copyMessage} content={() => turn.question} />
      </div>
    </div>
  )
}
