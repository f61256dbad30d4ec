import { pluralsOf } from "./plural.ts"

const plural = pluralsOf("en")

/** The words of the dialogs. */
export const englishDialogs = {
  dialogFailed: "This could not be loaded. Check the connection and try again.",
  sidebarHide: "Hide the list of conversations",

  search: "Search",
  searchField: "Search your conversations",
  searchPlaceholder: "Words in titles and messages",
  searchResults: "Results",
  searching: "Searching…",
  searchNone: "Nothing was found.",
  searchFound: (count: number) => plural(count, { one: "# conversation found", other: "# conversations found" }),
  searchPartly: "Only the newest conversations were searched. More words narrow it down.",
  searchFailed: "The search did not work.",

  usage: "Usage",
  usageToday: "Today",
  usageMoney: "Budget",
  usageTurns: "Messages",
  leftOf: (left: string, limit: string) => `${left} of ${limit} left`,
  resets: (time: string, wait: string) => `Resets ${wait} (${time}).`,
  lastDays: (days: number) => plural(days, { one: "Last # day", other: "Last # days" }),
  cost: "Cost",
  tokens: "Tokens",
  tokensIn: "Tokens in",
  tokensOut: "Tokens out",
  day: "Day",
  usageNone: "Nothing was used in this time.",
  usageTable: "Day by day, as a table",
  usageFailed: "The usage could not be read.",
  chartOf: (what: string, total: string, most: string, day: string) => `${what} per day: ${total} in all, most on ${day} with ${most}.`,

  settings: "Settings",
  appearance: "Appearance",
  theme: "Theme",
  likeSystem: "System",
  light: "Light",
  dark: "Dark",
  language: "Language",
  likeBrowser: (name: string) => `As in the browser (${name})`,
  writing: "Writing",
  sendWith: "Send with",
  modelPreset: "Model for new answers",
  singleKeys: "Single-key shortcuts",
  singleKeysDetail: "Use keys like N or / when you’re not typing.",
  yourData: "Your data",
  retention: (days: number) =>
    plural(days, {
      one: "Conversations are deleted # day after their last message.",
      other: "Conversations are deleted # days after their last message.",
    }),
  privacy:
    "Only this browser can open your conversations: it holds a key in a cookie. Questions and answers go to Amazon Bedrock in this deployment’s own AWS account; they stand in no log. What is deleted can still be in a backup for up to 35 days. Preferences stay in this browser.",
  privacyOnLaptop:
    "This is Parley on a laptop: conversations stay in a database on this machine, and questions go to whoever the terminal names at the start. Preferences stay in this browser.",
  exportAll: "Export everything",
  removeAll: "Delete everything…",
  removeAllTitle: "Delete everything?",
  removeAllDetail:
    "All your conversations, with every question, answer and rating, are deleted at once. This cannot be undone. How much you used today stays counted.",
  removeAllConfirm: "Delete everything",
  removedAll: "Everything was deleted.",
  notRemovedAll: "Not everything was deleted. Try again.",

  shortcuts: "Keyboard shortcuts",
  shortcutsOff: "Start typing anywhere to write a message. Single-key shortcuts can be turned on in Settings.",
  shortcutsHint: "Single keys work when you’re not typing. Press Esc to leave the message box.",
  shortcutWrite: "Focus message box",
  shortcutStop: "Stop the answer, or leave the message box",
  shortcutCopy: "Copy the last answer",
  shortcutSidebar: "Toggle sidebar",
  shortcutPrevious: "Previous conversation",
  shortcutNext: "Next conversation",
  keyEscape: "Esc",
  keyShift: "Shift",
  keyOr: "or",
}

export type DialogMessages = typeof englishDialogs
