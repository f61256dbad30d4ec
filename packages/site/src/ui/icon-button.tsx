import type { ComponentChildren, Ref } from "preact"

type Props = {
  label: string
  press: () => void
  children: ComponentChildren
  /** For a button that stays pressed. */
  pressed?: boolean
  /** For a button that expands a section. */
  expanded?: boolean
  /** For a button that opens a menu: whether it is open. */
  menu?: boolean
  /** The button keeps the focus and does nothing. */
  disabled?: boolean
  kind?: string
  button?: Ref<HTMLButtonElement>
}

/** A small icon button with its name as a tooltip. */
export const IconButton = ({ label, press, children, pressed, expanded, menu, disabled = false, kind = "", button }: Props) => (
  <button
    ref={button}
    type="button"
    class={`quiet icon-button ${kind}`}
    aria-label={label}
    title={label}
    aria-pressed={pressed}
    aria-expanded={expanded ?? menu}
    aria-haspopup={menu === undefined ? undefined : "menu"}
    aria-disabled={disabled || undefined}
    onClick={() => !disabled && press()}
  >
    {children}
  </button>
)
