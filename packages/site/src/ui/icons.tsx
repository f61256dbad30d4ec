import type { ComponentChildren } from "preact"

// Our own line icons on a grid of 20. They never carry meaning alone: each is beside text or in a labelled button.
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

/** Points to the start of a line. */
export const ChevronIcon = () => (
  <Icon>
    <path d="m12 5-5 5 5 5" />
  </Icon>
)

/** A path that branches off. */
export const BranchIcon = () => (
  <Icon>
    <path d="M5 6.5v7M5 11c0-3 8-1.5 8-5M12.9 4.6h.01" />
    <circle cx="5" cy="4.8" r="1.7" />
    <circle cx="5" cy="15.2" r="1.7" />
    <circle cx="13" cy="4.8" r="1.7" />
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

/** The logo: a speech bubble and a point. */
export const Logo = () => (
  <svg class="logo" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
    <rect width="32" height="32" rx="9" class="logo-ground" />
    <path d="M9 9.5h9.5a4.5 4.5 0 0 1 0 9H14l-3.6 3.4c-.5.5-1.4.1-1.4-.6z" class="logo-voice" />
    <circle cx="23.2" cy="22.4" r="2.3" class="logo-point" />
  </svg>
)

export const SearchIcon = () => (
  <Icon>
    <path d="M13 13l4 4M14.5 8.75a5.75 5.75 0 1 1-11.5 0 5.75 5.75 0 0 1 11.5 0z" />
  </Icon>
)

export const SidebarIcon = () => (
  <Icon>
    <rect x="3" y="4" width="14" height="12" rx="2" />
    <path d="M8 4v12" />
  </Icon>
)

export const UsageIcon = () => (
  <Icon>
    <path d="M4 16.5v-5M10 16.5v-13M16 16.5v-8.5" />
  </Icon>
)

export const SettingsIcon = () => (
  <Icon>
    <path d="M3.5 6.5h6.5M14 6.5h2.5M3.5 13.5h2.5M10 13.5h6.5" />
    <circle cx="12" cy="6.5" r="2" />
    <circle cx="8" cy="13.5" r="2" />
  </Icon>
)

export const KeysIcon = () => (
  <Icon>
    <rect x="2.5" y="5" width="15" height="10" rx="2" />
    <path d="M6 8.5h.01M10 8.5h.01M14 8.5h.01M7 12h6" />
  </Icon>
)

export const EditIcon = () => (
  <Icon>
    <path d="m4 16 .8-3.4 8.4-8.4a1.7 1.7 0 0 1 2.4 2.4l-8.4 8.4zM11.7 5.7l2.6 2.6" />
  </Icon>
)

export const AgainIcon = () => (
  <Icon>
    <path d="M16 10a6 6 0 1 1-1.9-4.4L16 7.5M16 4v3.5h-3.5" />
  </Icon>
)

export const ThumbIcon = ({ down = false }: { down?: boolean }) => (
  <svg class="icon" data-turned={down} viewBox="0 0 20 20" aria-hidden="true" focusable="false">
    <path d="M6.5 9v7.5h-3V9zM6.5 9.5l3.2-6a1.6 1.6 0 0 1 2.2 2.1L11 8.2h4a1.6 1.6 0 0 1 1.6 2l-1.3 5a1.8 1.8 0 0 1-1.7 1.3H6.5" />
  </svg>
)

export const InfoIcon = () => (
  <Icon>
    <circle cx="10" cy="10" r="6.5" />
    <path d="M10 9.5v4M10 6.6h.01" />
  </Icon>
)

export const DownloadIcon = () => (
  <Icon>
    <path d="M10 3.5v9M6 9l4 4 4-4M3.5 16.5h13" />
  </Icon>
)

export const RemoveIcon = () => (
  <Icon>
    <path d="M3.5 5.5h13M8 5.5V4h4v1.5M5 5.5l.7 11h8.6l.7-11M8.3 9v4.5M11.7 9v4.5" />
  </Icon>
)

export const PersonIcon = () => (
  <Icon>
    <circle cx="10" cy="6.8" r="3.3" />
    <path d="M3.8 16.5c.6-3.2 3-5 6.2-5s5.6 1.8 6.2 5" />
  </Icon>
)

export const SignOutIcon = () => (
  <Icon>
    <path d="M8 16.5H5a1.5 1.5 0 0 1-1.5-1.5V5A1.5 1.5 0 0 1 5 3.5h3M12.5 6.5 16 10l-3.5 3.5M16 10H8" />
  </Icon>
)
