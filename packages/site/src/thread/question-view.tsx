import { useEffect, useRef } from "preact/hooks"
import { beginEdit } from "../composer/edit-draft.ts"
import { CopyButton } from "../ui/copy-button.tsx"
import { isFocusLost, useFocusMove } from "../ui/focus.ts"
import { IconButton } from "../ui/icon-button.tsx"
import { EditIcon } from "../ui/icons.tsx"
import { t } from "../words/t.ts"
import { ContentView } from "./blocks/content-view.tsx"
import { loadActions, threadActions, withActions } from "./load-actions.ts"
import { canAddVersion, isSendable } from "./state/can-add-version.ts"
import { hasOtherBlocks, type Thread, type ThreadTurn } from "./state/thread.ts"
import { useTarget } from "./use-target.ts"
import { VersionSlot } from "./versions/version-slot.tsx"

/** A message. It can be edited in place. */
export function QuestionView({ thread, turn }: { thread: Thread; turn: ThreadTurn }) {
  const target = useTarget<HTMLDivElement>([turn.userMessageId])
  const editButton = useRef<HTMLButtonElement>(null)
  const isEdited = thread.editing.value?.turnId === turn.turnId && isSendable(turn)
  const Editor = isEdited && threadActions.value?.QuestionEditor
  const wasEdited = useRef(false)
  useFocusMove(() => {
    if (wasEdited.current && !isEdited && isFocusLost()) editButton.current?.focus()
    wasEdited.current = isEdited
  }, [isEdited])
  useEffect(() => {
    if (isEdited) void loadActions()
  }, [isEdited])
  if (Editor) return <Editor thread={thread} turn={turn} />
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
        {canAddVersion(thread, turn) && (
          <IconButton button={editButton} label={t.editMessage} press={() => void withActions(() => beginEdit(thread, turn))}>
            <EditIcon />
          </IconButton>
        )}
        <CopyButton key={turn.turnId} label={t.copyMessage} content={() => turn.question} />
        <VersionSlot thread={thread} turn={turn} of="question" />
      </div>
    </div>
  )
}
