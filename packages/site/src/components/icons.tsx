import type { ComponentChildren } from "preact"

// Own line icons on a grid of 20. They never carry meaning alone: each stands beside words or in a labelled button.
const Icon = ({ children }: { children: ComponentChildren }) => (
  <svg class="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
    {children}
  </svg>
)

export const MenuIcon = () => (
  <Icon>
    <path d="M3.5 6h13M3.5 10h9M3.5 14h13" />
  </Icon>
)

export const NewIcon = () => (
  <Icon>
    <path d="M16.5 10.5v4a2 2 0 0 1-2 2h-9a2 2 0 0 1-2-2v-9a2 2 0 0 1 2-2h4M8.5 11.5l.6-2.4 6-6a1.3 1.3 0 0 1 1.8 1.8l-6 6z" />
  </Icon>
)

export const CloseIcon = () => (
  <Icon>
    <path d="m5 5 10 10M15 5 5 15" />
  </Icon>
)

export const MoreIcon = () => (
  <Icon>
    <path d="M5 10h.01M10 10h.01M15 10h.01" class="dots" />
  </Icon>
)

export const SendIcon = () => (
  <Icon>
    <path d="M10 16V4.5M5 9l5-5 5 5" />
  </Icon>
)

export const StopIcon = () => (
  <Icon>
    <rect x="5.5" y="5.5" width="9" height="9" rx="1.5" class="solid" />
  </Icon>
)

export const DownIcon = () => (
  <Icon>
    <path d="M10 4v12M5 11l5 5 5-5" />
  </Icon>
)

export const CopyIcon = () => (
  <Icon>
    <path d="M7.5 7.5h8v9h-8zM12.5 4.5v-1h-8v9h1" />
  </Icon>
)

export const DoneIcon = () => (
  <Icon>
    <path d="m4.5 10.5 3.5 3.5 7.5-8" />
  </Icon>
)

/** Two voices: the one that asks is a shape, the one that answers a point. */
export const Mark = () => (
  <svg class="mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
    <rect width="32" height="32" rx="9" class="mark-ground" />
    <path d="M9 9.5h9.5a4.5 4.5 0 0 1 0 9H14l-3.6 3.4c-.5.5-1.4.1-1.4-.6z" class="mark-voice" />
    <circle cx="23.2" cy="22.4" r="2.3" class="mark-point" />
  </svg>
)
