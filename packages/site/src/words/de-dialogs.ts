import type { DialogMessages } from "./en-dialogs.ts"
import { pluralsOf } from "./plural.ts"

const plural = pluralsOf("de")

export const germanDialogs: DialogMessages = {
  dialogFailed: "Laden fehlgeschlagen. Prüfe deine Verbindung und versuche es noch einmal.",
  sidebarHide: "Chatliste ausblenden",

  search: "Suchen",
  searchField: "Deine Chats durchsuchen",
  searchPlaceholder: "Titel und Nachrichten durchsuchen",
  searchResults: "Ergebnisse",
  searching: "Suche läuft …",
  inOtherVersion: "In einer anderen Version",
  searchNone: "Keine Ergebnisse.",
  searchFound: (count) => plural(count, { one: "# Chat gefunden", other: "# Chats gefunden" }),
  searchPartly: "Nur deine neuesten Chats wurden durchsucht. Gib mehr Wörter ein, um die Suche einzugrenzen.",
  searchNonePartly: "Keine Ergebnisse in deinen neuesten Chats. Ältere Chats wurden nicht durchsucht.",
  searchFailed: "Suche fehlgeschlagen.",

  usage: "Nutzung",
  usageToday: "Heute",
  usageMoney: "Budget",
  usageTurns: "Nachrichten",
  leftOf: (left, limit) => `${left} von ${limit} übrig`,
  resets: (time, wait) => `Wird ${wait} zurückgesetzt (${time}).`,
  lastDays: (days) => plural(days, { one: "Letzter Tag", other: "Letzte # Tage" }),
  cost: "Kosten",
  tokens: "Tokens",
  tokensIn: "Eingabe-Tokens",
  tokensOut: "Ausgabe-Tokens",
  day: "Tag",
  usageNone: "Keine Nutzung in diesem Zeitraum.",
  usageTable: "Tagestabelle anzeigen",
  usageFailed: "Die Nutzung konnte nicht geladen werden.",
  chartOf: (what, total, most, day) => `${what} pro Tag: insgesamt ${total}, am meisten am ${day} mit ${most}.`,

  settings: "Einstellungen",
  appearance: "Darstellung",
  theme: "Design",
  systemTheme: "System",
  light: "Hell",
  dark: "Dunkel",
  language: "Sprache",
  browserLanguage: (name) => `Browserstandard (${name})`,
  writing: "Schreiben",
  sendWith: "Senden mit",
  modelPreset: "Modell für neue Antworten",
  singleKeys: "Tastenkürzel mit einer Taste",
  singleKeysDetail: "Nutze Tasten wie N oder /, wenn du gerade nicht tippst.",
  yourData: "Deine Daten",
  retention: (days) =>
    plural(days, {
      one: "Chats werden # Tag nach ihrer letzten Nachricht gelöscht.",
      other: "Chats werden # Tage nach ihrer letzten Nachricht gelöscht.",
    }),
  privacy:
    "Nur dieser Browser kann deine Chats öffnen: Der Schlüssel liegt in einem Cookie. Nachrichten und Antworten gehen an Amazon Bedrock im AWS-Konto dieser Website; sie werden nicht protokolliert. Gelöschte Chats können bis zu 35 Tage in einer Sicherung bleiben. Einstellungen werden in diesem Browser gespeichert.",
  privacyOnLaptop:
    "Parley läuft lokal: Chats werden in einer Datenbank auf diesem Rechner gespeichert, und Fragen gehen an das Modell, das das Terminal beim Start anzeigt. Einstellungen werden in diesem Browser gespeichert.",
  exportDetail: "Exporte enthalten alle Versionen der Nachrichten und Antworten.",
  exportAll: "Alle Chats exportieren",
  removeAll: "Alle Chats löschen …",
  removeAllTitle: "Alle Chats löschen?",
  removeAllDetail:
    "Alle deine Chats werden mit allen Versionen deiner Nachrichten und Antworten und mit deinen Bewertungen gelöscht. Das lässt sich nicht rückgängig machen. Die heutige Nutzung zählt weiter zu deinem Limit.",
  removeAllConfirm: "Alle Chats löschen",
  deletedAll: "Alle Chats wurden gelöscht.",
  notDeletedAll: "Einige Chats wurden nicht gelöscht. Versuche es noch einmal.",

  shortcuts: "Tastenkürzel",
  shortcutsOff: "Tippe einfach los, um eine Nachricht zu schreiben. Kürzel mit einer Taste kannst du in den Einstellungen einschalten.",
  shortcutsHint: "Einzelne Tasten funktionieren, wenn du gerade nicht tippst. Mit Esc verlässt du das Nachrichtenfeld.",
  shortcutWrite: "Zum Nachrichtenfeld",
  shortcutStop: "Antwort stoppen oder Nachrichtenfeld verlassen",
  shortcutCopy: "Letzte Antwort kopieren",
  shortcutSidebar: "Seitenleiste ein- oder ausblenden",
  shortcutPrevious: "Vorheriger Chat",
  shortcutNext: "Nächster Chat",
  keyEscape: "Esc",
  keyShift: "Umschalt",
  keyOr: "oder",
}
