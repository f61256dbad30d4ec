import { pluralsOf } from "./plural.ts"

const plural = pluralsOf("en")

/** The texts of the dialogs. */
export const englishDialogs = {
  dialogFailed: "Loading failed. Check your connection and try again.",
  sidebarHide: "Hide chat list",

  search: "Search",
  searchField: "Search your chats",
  searchPlaceholder: "Search titles and messages",
  searchResults: "Results",
  searching: "Searching…",
  inOtherVersion: "In another version",
  searchNone: "No results.",
  searchFound: (count: number) => plural(count, { one: "# chat found", other: "# chats found" }),
  searchPartly: "Only your newest chats were searched. Add more words to narrow the results.",
  searchNonePartly: "No results in your newest chats. Older chats weren’t searched.",
  searchFailed: "Search failed.",

  usage: "Usage",
  usageToday: "Today",
  usageMoney: "Budget",
  usageTurns: "Messages",
  leftOf: (left: string, limit: string) => `${left} of ${limit} left`,
  resets: (time: string, wait: string) => `Resets ${wait} (${time}).`,
  lastDays: (days: number) => plural(days, { one: "Last # day", other: "Last # days" }),
  cost: "Cost",
  tokens: "Tokens",
  tokensIn: "Input tokens",
  tokensOut: "Output tokens",
  day: "Day",
  usageNone: "No usage in this period.",
  usageTable: "Show daily table",
  usageFailed: "Couldn’t load your usage.",
  chartOf: (what: string, total: string, most: string, day: string) =>
    `${what} per day: ${total} in total, highest on ${day} with ${most}.`,

  settings: "Settings",
  appearance: "Appearance",
  theme: "Theme",
  systemTheme: "System",
  light: "Light",
  dark: "Dark",
  language: "Language",
  browserLanguage: (name: string) => `Browser default (${name})`,
  writing: "Writing",
  sendWith: "Send with",
  modelPreset: "Model for new answers",
  singleKeys: "Single-key shortcuts",
  singleKeysDetail: "Use keys like N or / when you’re not typing.",
  yourData: "Your data",
  retention: (days: number) =>
    plural(days, {
      one: "Chats are deleted # day after their last message.",
      other: "Chats are deleted # days after their last message.",
    }),
  privacy:
    "Only this browser can open your chats: a cookie holds the key. Messages and answers are sent to Amazon Bedrock in the AWS account of this site; they are not logged. Deleted chats can remain in a backup for up to 35 days. Settings are stored in this browser.",
  privacyOnLaptop:
    "This is Parley running locally: chats are stored in a database on this machine, and questions go to the model shown in the terminal at startup. Settings are stored in this browser.",
  exportDetail: "Exports include all versions of messages and answers.",
  exportAll: "Export all chats",
  removeAll: "Delete all chats…",
  removeAllTitle: "Delete all chats?",
  removeAllDetail:
    "This deletes all your chats with every version of your messages and answers, and your ratings. You can’t undo this. Today’s usage still counts toward your limit.",
  removeAllConfirm: "Delete all chats",
  deletedAll: "All chats were deleted.",
  notDeletedAll: "Some chats weren’t deleted. Try again.",

  shortcuts: "Keyboard shortcuts",
  shortcutsOff: "Start typing anywhere to write a message. You can turn on single-key shortcuts in Settings.",
  shortcutsHint: "Single keys work when you’re not typing. Press Esc to leave the message box.",
  shortcutWrite: "Focus message box",
  shortcutStop: "Stop answer, or leave message box",
  shortcutCopy: "Copy last answer",
  shortcutSidebar: "Toggle sidebar",
  shortcutPrevious: "Previous chat",
  shortcutNext: "Next chat",
  keyEscape: "Esc",
  keyShift: "Shift",
  keyOr: "or",
}

export type DialogMessages = typeof englishDialogs
