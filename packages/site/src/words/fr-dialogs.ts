import type { DialogMessages } from "./en-dialogs.ts"
import { pluralsOf } from "./plural.ts"

const plural = pluralsOf("fr")

export const frenchDialogs: DialogMessages = {
  dialogFailed: "Le chargement a échoué. Vérifiez la connexion et réessayez.",
  sidebarHide: "Masquer la liste des conversations",

  search: "Rechercher",
  searchField: "Rechercher dans vos conversations",
  searchPlaceholder: "Mots des titres et des messages",
  searchResults: "Résultats",
  searching: "Recherche…",
  searchNone: "Rien n’a été trouvé.",
  searchFound: (count) => plural(count, { one: "# conversation trouvée", other: "# conversations trouvées" }),
  searchPartly: "Seules les conversations les plus récentes ont été parcourues. Plus de mots précisent la recherche.",
  searchFailed: "La recherche n’a pas fonctionné.",

  usage: "Utilisation",
  usageToday: "Aujourd’hui",
  usageMoney: "Budget",
  usageTurns: "Messages",
  leftOf: (left, limit) => `${left} sur ${limit} restants`,
  resets: (time, wait) => `Remise à zéro ${wait} (${time}).`,
  lastDays: (days) => plural(days, { one: "# dernier jour", other: "# derniers jours" }),
  cost: "Coût",
  tokens: "Jetons",
  tokensIn: "Jetons en entrée",
  tokensOut: "Jetons en sortie",
  day: "Jour",
  usageNone: "Rien n’a été utilisé pendant cette période.",
  usageTable: "Jour par jour, en tableau",
  usageFailed: "L’utilisation n’a pas pu être lue.",
  chartOf: (what, total, most, day) => `${what} par jour : ${total} au total, le plus le ${day} avec ${most}.`,

  settings: "Réglages",
  appearance: "Apparence",
  theme: "Thème",
  likeSystem: "Système",
  light: "Clair",
  dark: "Sombre",
  language: "Langue",
  likeBrowser: (name) => `Comme le navigateur (${name})`,
  writing: "Écriture",
  sendWith: "Envoyer avec",
  modelPreset: "Modèle des nouvelles réponses",
  singleKeys: "Raccourcis à une touche",
  singleKeysDetail: "Utilisez des touches comme N ou / quand vous n’écrivez pas.",
  yourData: "Vos données",
  retention: (days) =>
    plural(days, {
      one: "Les conversations sont supprimées # jour après leur dernier message.",
      other: "Les conversations sont supprimées # jours après leur dernier message.",
    }),
  privacy:
    "Seul ce navigateur peut ouvrir vos conversations : il en garde la clé dans un cookie. Questions et réponses vont à Amazon Bedrock dans le compte AWS de cette installation ; elles ne figurent dans aucun journal. Ce qui est supprimé peut rester jusqu’à 35 jours dans une sauvegarde. Les réglages restent dans ce navigateur.",
  privacyOnLaptop:
    "Ceci est Parley sur un ordinateur : les conversations restent dans une base de données sur cette machine, et les questions vont à celui que le terminal nomme au démarrage. Les réglages restent dans ce navigateur.",
  exportAll: "Tout exporter",
  removeAll: "Tout supprimer…",
  removeAllTitle: "Tout supprimer ?",
  removeAllDetail:
    "Toutes vos conversations, avec chaque question, réponse et avis, seront supprimées aussitôt. C’est irréversible. Ce que vous avez utilisé aujourd’hui reste compté.",
  removeAllConfirm: "Tout supprimer",
  removedAll: "Tout a été supprimé.",
  notRemovedAll: "Tout n’a pas été supprimé. Réessayez.",

  shortcuts: "Raccourcis clavier",
  shortcutsOff: "Commencez à taper n’importe où pour écrire un message. Les raccourcis à une touche s’activent dans les réglages.",
  shortcutsHint: "Les touches seules fonctionnent quand vous n’écrivez pas. Échap quitte le champ de message.",
  shortcutWrite: "Aller au champ de message",
  shortcutStop: "Arrêter la réponse, ou quitter le champ de message",
  shortcutCopy: "Copier la dernière réponse",
  shortcutSidebar: "Afficher ou masquer la barre latérale",
  shortcutPrevious: "Conversation précédente",
  shortcutNext: "Conversation suivante",
  keyEscape: "Échap",
  keyShift: "Maj",
  keyOr: "ou",
}
