import type { DialogMessages } from "./en-dialogs.ts"
import { pluralsOf } from "./plural.ts"

const plural = pluralsOf("fr")

export const frenchDialogs: DialogMessages = {
  dialogFailed: "Échec du chargement. Vérifiez votre connexion et réessayez.",
  sidebarHide: "Masquer la liste des discussions",

  search: "Rechercher",
  searchField: "Rechercher dans vos discussions",
  searchPlaceholder: "Rechercher dans les titres et les messages",
  searchResults: "Résultats",
  searching: "Recherche en cours…",
  inOtherVersion: "Dans une autre version",
  searchNone: "Aucun résultat.",
  searchFound: (count) => plural(count, { one: "# discussion trouvée", other: "# discussions trouvées" }),
  searchPartly: "Seules vos discussions les plus récentes ont été parcourues. Ajoutez des mots pour affiner la recherche.",
  searchNonePartly: "Aucun résultat dans vos discussions les plus récentes. Les plus anciennes n’ont pas été parcourues.",
  searchFailed: "Échec de la recherche.",

  usage: "Utilisation",
  usageToday: "Aujourd’hui",
  usageMoney: "Budget",
  usageTurns: "Messages",
  leftOf: (left, limit) => `${left} sur ${limit} restants`,
  resets: (time, wait) => `Réinitialisation ${wait} (${time}).`,
  lastDays: (days) => plural(days, { one: "# dernier jour", other: "# derniers jours" }),
  cost: "Coût",
  tokens: "Tokens",
  tokensIn: "Tokens en entrée",
  tokensOut: "Tokens en sortie",
  day: "Jour",
  usageNone: "Aucune utilisation sur cette période.",
  usageTable: "Afficher le tableau par jour",
  usageFailed: "Impossible de charger votre utilisation.",
  chartOf: (what, total, most, day) => `${what} par jour : ${total} au total, maximum le ${day} avec ${most}.`,

  settings: "Paramètres",
  appearance: "Apparence",
  theme: "Thème",
  systemTheme: "Système",
  light: "Clair",
  dark: "Sombre",
  language: "Langue",
  browserLanguage: (name) => `Langue du navigateur (${name})`,
  writing: "Écriture",
  sendWith: "Envoyer avec",
  modelPreset: "Modèle des nouvelles réponses",
  singleKeys: "Raccourcis à une touche",
  singleKeysDetail: "Utilisez des touches comme N ou / quand vous n’écrivez pas.",
  yourData: "Vos données",
  retention: (days) =>
    plural(days, {
      one: "Les discussions sont supprimées # jour après leur dernier message.",
      other: "Les discussions sont supprimées # jours après leur dernier message.",
    }),
  privacy:
    "Seul ce navigateur peut ouvrir vos discussions : un cookie en contient la clé. Messages et réponses sont envoyés à Amazon Bedrock dans le compte AWS de ce site ; ils ne sont pas journalisés. Les discussions supprimées peuvent rester jusqu’à 35 jours dans une sauvegarde. Les paramètres sont enregistrés dans ce navigateur.",
  privacyOnLaptop:
    "Parley fonctionne en local : les discussions sont enregistrées dans une base de données sur cette machine, et les questions sont envoyées au modèle affiché dans le terminal au démarrage. Les paramètres sont enregistrés dans ce navigateur.",
  exportDetail: "Les exports contiennent toutes les versions des messages et des réponses.",
  exportAll: "Exporter toutes les discussions",
  removeAll: "Supprimer toutes les discussions…",
  removeAllTitle: "Supprimer toutes les discussions ?",
  removeAllDetail:
    "Toutes vos discussions seront supprimées, avec toutes les versions de vos messages et réponses, et vos avis. Cette action est irréversible. L’utilisation d’aujourd’hui compte toujours dans votre limite.",
  removeAllConfirm: "Supprimer toutes les discussions",
  deletedAll: "Toutes les discussions ont été supprimées.",
  notDeletedAll: "Certaines discussions n’ont pas été supprimées. Réessayez.",

  shortcuts: "Raccourcis clavier",
  shortcutsOff: "Commencez à taper n’importe où pour écrire un message. Activez les raccourcis à une touche dans les paramètres.",
  shortcutsHint: "Les touches seules fonctionnent quand vous n’écrivez pas. Échap quitte le champ de message.",
  shortcutWrite: "Aller au champ de message",
  shortcutStop: "Arrêter la réponse, ou quitter le champ de message",
  shortcutCopy: "Copier la dernière réponse",
  shortcutSidebar: "Afficher ou masquer la barre latérale",
  shortcutPrevious: "Discussion précédente",
  shortcutNext: "Discussion suivante",
  keyEscape: "Échap",
  keyShift: "Maj",
  keyOr: "ou",
}
