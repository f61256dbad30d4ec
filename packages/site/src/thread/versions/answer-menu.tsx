import type { RefObject } from "preact"
import { useLayoutEffect, useRef } from "preact/hooks"
import { hasVersions } from "../../page/config.ts"
import { isFocusLost } from "../../ui/focus.ts"
import { BranchIcon, InfoIcon } from "../../ui/icons.tsx"
import { pressedKey } from "../../ui/keys.ts"
import { actionWords } from "../../words/action-words.ts"
import { t } from "../../words/t.ts"
import type { Thread } from "../state/thread.ts"
import { forkConversation } from "./fork.ts"

type Props = { thread: Thread; turnId: string; opener: RefObject<HTMLButtonElement | null>; showDetails: () => void; close: () => void }

const gapPx = 4

/** The further actions of an answer, over the page. Escape, Tab and a press elsewhere close it. Functions of the version before cannot copy a chat. */
export function AnswerMenu({ thread, turnId, opener, showDetails, close }: Props) {
  const menu = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    const element = menu.current
    if (!element || !opener.current) return
    element.showPopover()
    place(element, opener.current)
    element.querySelector("button")?.focus({ preventScroll: true })
    // The menu does not move with the text.
    const scroller = opener.current.closest(".thread")
    scroller?.addEventListener("scroll", close)
    return () => scroller?.removeEventListener("scroll", close)
  }, [])
  const leave = () => {
    close()
    queueMicrotask(() => {
      if (isFocusLost() || menu.current?.contains(document.activeElement)) opener.current?.focus({ preventScroll: true })
    })
  }
  const choose = (act: () => unknown) => () => {
    leave()
    act()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const key = pressedKey(event)
    const items = [...(menu.current?.querySelectorAll("button") ?? [])]
    const at = items.indexOf(document.activeElement as HTMLButtonElement)
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[key]
    if (key === "Tab" || key === "Escape") leave()
    if (key !== "Escape" && next === undefined) return
    // Escape would also stop the answer that is written.
    event.preventDefault()
    if (next !== undefined) items.at(next % items.length)?.focus()
  }
  return (
    <div
      ref={menu}
      class="menu-popover"
      popover="auto"
      role="menu"
      tabIndex={-1}
      aria-label={t.moreActions}
      onKeyDown={onKeyDown}
      onToggle={(event) => event.newState === "closed" && leave()}
    >
      {hasVersions.value && (
        <button type="button" role="menuitem" class="quiet" onClick={choose(() => forkConversation(thread, turnId))}>
          <BranchIcon />
          {actionWords.continueInNewChat}
        </button>
      )}
      <button type="button" role="menuitem" class="quiet" onClick={choose(showDetails)}>
        <InfoIcon />
        {actionWords.details}
      </button>
    </div>
  )
}

/** Below the button if there is room, else above it; within the window. */
function place(element: HTMLElement, button: HTMLElement): void {
  const { left, right, top, bottom } = button.getBoundingClientRect()
  const { offsetWidth: width, offsetHeight: height } = element
  const isRightToLeft = getComputedStyle(button).direction === "rtl"
  const x = Math.max(gapPx, Math.min(isRightToLeft ? right - width : left, innerWidth - width - gapPx))
  const room = button.closest(".thread")?.getBoundingClientRect().bottom ?? innerHeight
  const y = bottom + gapPx + height <= room ? bottom + gapPx : Math.max(gapPx, top - gapPx - height)
  element.style.left = `${x}px`
  element.style.top = `${y}px`
}
