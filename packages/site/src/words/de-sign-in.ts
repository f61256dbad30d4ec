import type { SignInWords } from "./en-sign-in.ts"
import { pluralsOf } from "./plural.ts"

const plural = pluralsOf("de")

export const germanSignIn: SignInWords = {
  signIn: "Anmelden",
  signInDetail: "Melde dich an, um zu fragen und deine Unterhaltungen wiederzufinden. Sie bleiben hier für dich allein.",
  signInNeeded: "Melde dich an, um weiterzumachen.",
  signInFailed: "Die Anmeldung hat nicht geklappt. Was du geschrieben hast, ist noch da.",
  signInDenied: "Du bist nicht angemeldet: Die Anmeldung wurde abgebrochen oder abgelehnt.",
  signingIn: "Du wirst angemeldet …",
  signingOut: "Du wirst abgemeldet …",
  signOut: "Abmelden",
  account: "Konto",
  signedIn: "Angemeldet",
  sessionEnded: "Deine Sitzung ist zu Ende. Was du geschrieben hast, ist noch da.",
  identityUnknown: "Im Moment lässt sich nicht prüfen, wer du bist.",
  forbidden: "Dieses Konto darf Parley nicht benutzen.",
  forbiddenAs: (who) => `Du bist angemeldet als ${who}.`,
  forbiddenDetail: "Bitte die Betreiber dieser Seite um Zugang, oder nimm ein anderes Konto.",
  otherAccount: "Anderes Konto nehmen",

  adoptOffer: (count) =>
    plural(count, {
      one: "Die Unterhaltung aus der Zeit vor der Anmeldung behalten?",
      other: "Die # Unterhaltungen aus der Zeit vor der Anmeldung behalten?",
    }),
  notYours: "Diese Unterhaltung gehört nicht zu deinem Konto",
  notYoursDetail: "Wenn sie aus der Zeit vor der Anmeldung ist, wähle oben „Behalten“, um sie fortzusetzen.",
  adopt: "Behalten",
  adopting: "Wird übernommen …",
  adoptLater: "Nicht jetzt",
  adopted: (count) => plural(count, { one: "# Unterhaltung wurde übernommen.", other: "# Unterhaltungen wurden übernommen." }),
  notAdopted: "Noch konnte nicht alles übernommen werden.",

  privacySignedIn:
    "Nur du kannst deine Unterhaltungen öffnen, indem du dich anmeldest. Fragen und Antworten gehen an Amazon Bedrock im AWS-Konto dieser Installation, das nicht erfährt, wer fragt; sie stehen in keinem Protokoll. Gelöschtes kann noch bis zu 35 Tage in einer Sicherung liegen. Einstellungen bleiben in diesem Browser.",
}
