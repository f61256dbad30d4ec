import { useRef } from "preact/hooks"
import { announce } from "../../ui/announcer.tsx"
import { IconButton } from "../../ui/icon-button.tsx"
import { ChevronIcon } from "../../ui/icons.tsx"
import { pressedKey } from "../../ui/keys.ts"
import { actionWords } from "../../words/action-words.ts"
import { formatNumber } from "../../words/format.ts"
import { t } from "../../words/t.ts"
import type { Thread, ThreadTurn } from "../state/thread.ts"
import { type ChoiceOf, choicesOf, turnOf } from "./choices.ts"
import { switchVersion } from "./switch-version.ts"

type Props = { thread: Thread; turn: ThreadTurn; of: ChoiceOf }

/** Shows which version of a question or an answer is shown, and switches to the others, also with the arrow keys. */
export function VersionControl({ thread, turn, of }: Props) {
  const group = useRef<HTMLFieldSetElement>(null)
  const choices = choicesOf(thread.versions.value, turn, of)
  if (choices.length < 2) return null
  const opening = thread.switching.value
  const indexOf = (turnId: string | undefined) => choices.findIndex((choice) => turnId !== undefined && choice.includes(turnId))
  const openingAt = indexOf(opening)
  const at = openingAt < 0 ? indexOf(turn.turnId) : openingAt
  const isOtherRunning = thread.othersRunning.value.some(({ turnId }) => ![-1, at].includes(indexOf(turnId)))
  const step = (by: number) => {
    const target = choices[at + by] && turnOf(thread, choices[at + by] ?? [])
    if (!target) return
    announce(actionWords.versionOf(formatNumber(at + by + 1), formatNumber(choices.length)))
    void switchVersion(thread, target, group.current ?? undefined)
  }
  const onKeyDown = (event: KeyboardEvent & { currentTarget: HTMLElement }) => {
    const arrow = { ArrowLeft: -1, ArrowRight: 1 }[pressedKey(event)]
    if (!arrow || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    step(getComputedStyle(event.currentTarget).direction === "rtl" ? -arrow : arrow)
  }
  return (
    <fieldset class="versions" ref={group} aria-busy={opening !== undefined} onKeyDown={onKeyDown}>
      <legend class="sr-only">{of === "question" ? actionWords.questionVersions : actionWords.answerVersions}</legend>
      <IconButton kind="chevron" label={actionWords.previousVersion} disabled={at === 0} press={() => step(-1)}>
        <ChevronIcon />
      </IconButton>
      <span class="version-number">
        <span aria-hidden="true">
          {formatNumber(at + 1)}/{formatNumber(choices.length)}
        </span>
        <span class="sr-only">{actionWords.versionOf(formatNumber(at + 1), formatNumber(choices.length))}</span>
      </span>
      <IconButton kind="chevron next" label={actionWords.nextVersion} disabled={at === choices.length - 1} press={() => step(1)}>
        <ChevronIcon />
      </IconButton>
      {isOtherRunning && (
        <span class="pulse">
          <span class="sr-only">{t.otherVersionRunning}</span>
        </span>
      )}
    </fieldset>
  )
}
