import type { DialogMessages } from "./en-dialogs.ts"
import { pluralsOf } from "./plural.ts"

const plural = pluralsOf("de")

export const germanDialogs: DialogMessages = {
  dialogFailed: "Das konnte nicht geladen werden. Prüfe die Verbindung und versuche es noch einmal.",
  sidebarHide: "Liste der Unterhaltungen ausblenden",

  search: "Suchen",
  searchField: "Deine Unterhaltungen durchsuchen",
  searchPlaceholder: "Wörter in Titeln und Nachrichten",
  searchResults: "Ergebnisse",
  searching: "Sucht …",
  searchNone: "Nichts gefunden.",
  searchFound: (count) => plural(count, { one: "# Unterhaltung gefunden", other: "# Unterhaltungen gefunden" }),
  searchPartly: "Nur die neuesten Unterhaltungen wurden durchsucht. Mehr Wörter grenzen es ein.",
  searchFailed: "Die Suche hat nicht geklappt.",

  usage: "Verbrauch",
  usageToday: "Heute",
  usageMoney: "Budget",
  usageTurns: "Nachrichten",
  leftOf: (left, limit) => `${left} von ${limit} übrig`,
  resets: (time, wait) => `Wird ${wait} zurückgesetzt (${time}).`,
  lastDays: (days) => plural(days, { one: "Letzter Tag", other: "Letzte # Tage" }),
  cost: "Kosten",
  tokens: "Tokens",
  tokensIn: "Tokens hinein",
  tokensOut: "Tokens heraus",
  day: "Tag",
  usageNone: "In dieser Zeit wurde nichts verbraucht.",
  usageTable: "Tag für Tag, als Tabelle",
  usageFailed: "Der Verbrauch konnte nicht gelesen werden.",
  chartOf: (what, total, most, day) => `${what} pro Tag: insgesamt ${total}, am meisten am ${day} mit ${most}.`,

  settings: "Einstellungen",
  appearance: "Aussehen",
  theme: "Farben",
  likeSystem: "System",
  light: "Hell",
  dark: "Dunkel",
  language: "Sprache",
  likeBrowser: (name) => `Wie im Browser (${name})`,
  writing: "Schreiben",
  sendWith: "Senden mit",
  modelPreset: "Modell für neue Antworten",
  singleKeys: "Tastenkürzel mit einer Taste",
  singleKeysDetail: "Tasten wie N oder / nutzen, wenn du gerade nicht schreibst.",
  yourData: "Deine Daten",
  retention: (days) =>
    plural(days, {
      one: "Unterhaltungen werden # Tag nach ihrer letzten Nachricht gelöscht.",
      other: "Unterhaltungen werden # Tage nach ihrer letzten Nachricht gelöscht.",
    }),
  privacy:
    "Nur dieser Browser kann deine Unterhaltungen öffnen: Er hält in einem Cookie den Schlüssel dazu. Fragen und Antworten gehen an Amazon Bedrock im AWS-Konto dieser Installation; sie stehen in keinem Protokoll. Gelöschtes kann noch bis zu 35 Tage in einer Sicherung liegen. Einstellungen bleiben in diesem Browser.",
  privacyOnLaptop:
    "Das ist Parley auf einem Rechner: Unterhaltungen bleiben in einer Datenbank auf dieser Maschine, und Fragen gehen an den, den das Terminal beim Start nennt. Einstellungen bleiben in diesem Browser.",
  exportAll: "Alles exportieren",
  removeAll: "Alles löschen …",
  removeAllTitle: "Alles löschen?",
  removeAllDetail:
    "Alle deine Unterhaltungen werden sofort gelöscht, mit jeder Frage, Antwort und Bewertung. Das lässt sich nicht rückgängig machen. Was du heute verbraucht hast, bleibt gezählt.",
  removeAllConfirm: "Alles löschen",
  removedAll: "Alles wurde gelöscht.",
  notRemovedAll: "Es wurde nicht alles gelöscht. Versuche es noch einmal.",

  shortcuts: "Tastenkürzel",
  shortcutsOff: "Tippe einfach los, um eine Nachricht zu schreiben. Kürzel mit einer Taste lassen sich in den Einstellungen einschalten.",
  shortcutsHint: "Einzelne Tasten wirken, wenn du gerade nicht schreibst. Mit Esc verlässt du das Nachrichtenfeld.",
  shortcutWrite: "Zum Nachrichtenfeld",
  shortcutStop: "Antwort stoppen oder Nachrichtenfeld verlassen",
  shortcutCopy: "Letzte Antwort kopieren",
  shortcutSidebar: "Seitenleiste ein- oder ausblenden",
  shortcutPrevious: "Vorherige Unterhaltung",
  shortcutNext: "Nächste Unterhaltung",
  keyEscape: "Esc",
  keyShift: "Umschalt",
  keyOr: "oder",
}
