import type { SignInMessages } from "./en-sign-in.ts"
import { pluralsOf } from "./plural.ts"

const plural = pluralsOf("de")

export const germanSignIn: SignInMessages = {
  signIn: "Anmelden",
  signInDetail: "Melde dich an, um zu chatten und deine Chats zu sehen. Nur du kannst sie sehen.",
  signInNeeded: "Melde dich an, um fortzufahren.",
  signInContinues: "Melde dich an, um sofort weiterzumachen.",
  signInFailed: "Die Anmeldung ist fehlgeschlagen. Was du geschrieben hast, ist noch da.",
  signInDenied: "Die Anmeldung wurde abgebrochen oder abgelehnt.",
  signingIn: "Du wirst angemeldet …",
  signingOut: "Du wirst abgemeldet …",
  signOut: "Abmelden",
  account: "Konto",
  signedIn: "Angemeldet",
  sessionEnded: "Deine Sitzung ist abgelaufen. Was du geschrieben hast, ist noch da.",
  identityUnknown: "Dein Konto kann gerade nicht überprüft werden. Versuche es gleich noch einmal.",
  forbidden: "Dieses Konto hat keinen Zugriff auf Parley.",
  forbiddenAs: (who) => `Du bist angemeldet als ${who}.`,
  forbiddenDetail: "Bitte einen Administrator um Zugriff oder verwende ein anderes Konto.",
  otherAccount: "Anderes Konto nehmen",

  adoptOffer: (count) =>
    plural(count, {
      one: "Deinen früheren Chat in diesem Konto behalten?",
      other: "Deine # früheren Chats in diesem Konto behalten?",
    }),
  notYours: "Dieser Chat gehört nicht zu deinem Konto",
  notYoursDetail: "Wenn du ihn vor der Anmeldung begonnen hast, wähle oben „Behalten“, um ihn fortzusetzen.",
  keepChat: "Diesen Chat in deinem Konto behalten?",
  keepChatDetail: (others) =>
    others > 0
      ? plural(others, {
          one: "Du hast ihn und # weiteren Chat vor der Anmeldung begonnen.",
          other: "Du hast ihn und # weitere Chats vor der Anmeldung begonnen.",
        })
      : "Du hast ihn vor der Anmeldung begonnen.",
  adopt: "Behalten",
  adopting: "Wird übernommen …",
  adoptLater: "Nicht jetzt",
  adopted: (count) => plural(count, { one: "# Chat wurde übernommen.", other: "# Chats wurden übernommen." }),
  notAdopted: "Einige Chats konnten noch nicht übernommen werden. Versuche es noch einmal.",

  privacySignedIn:
    "Nur du kannst deine Unterhaltungen öffnen, indem du dich anmeldest. Fragen und Antworten gehen an Amazon Bedrock im AWS-Konto dieser Installation, das nicht erfährt, wer fragt; sie stehen in keinem Protokoll. Gelöschtes kann noch bis zu 35 Tage in einer Sicherung liegen. Einstellungen bleiben in diesem Browser.",
}
