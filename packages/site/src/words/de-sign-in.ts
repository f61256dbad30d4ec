import type { SignInMessages } from "./en-sign-in.ts"
import { pluralsOf } from "./plural.ts"

const plural = pluralsOf("de")

export const germanSignIn: SignInMessages = {
  signIn: "Anmelden",
  signInDetail: "Melde dich an, um zu chatten und deine Chats zu sehen.",
  signInNeeded: "Melde dich an, um fortzufahren.",
  signInContinues: "Melde dich an, um sofort weiterzumachen.",
  signInFailed: "Anmeldung fehlgeschlagen. Dein Text ist gespeichert.",
  signInDenied: "Die Anmeldung wurde abgebrochen oder abgelehnt.",
  signingIn: "Du wirst angemeldet …",
  signingOut: "Du wirst abgemeldet …",
  signOut: "Abmelden",
  account: "Konto",
  signedIn: "Angemeldet",
  sessionEnded: "Deine Sitzung ist abgelaufen. Dein Text ist gespeichert.",
  identityUnknown: "Dein Konto kann gerade nicht überprüft werden. Versuche es gleich noch einmal.",
  forbidden: "Dieses Konto hat keinen Zugriff auf Parley.",
  forbiddenAs: (who) => `Du bist angemeldet als ${who}.`,
  forbiddenDetail: "Bitte einen Administrator um Zugriff oder verwende ein anderes Konto.",
  otherAccount: "Anderes Konto verwenden",

  claimOffer: (count) =>
    plural(count, {
      one: "Deinen früheren Chat zu diesem Konto hinzufügen?",
      other: "Deine # früheren Chats zu diesem Konto hinzufügen?",
    }),
  notYours: "Dieser Chat gehört nicht zu deinem Konto",
  notYoursDetail: "Wenn du ihn vor der Anmeldung begonnen hast, wähle oben „Hinzufügen“, um ihn fortzusetzen.",
  claimChat: "Diesen Chat zu deinem Konto hinzufügen?",
  claimChatDetail: (others) =>
    others > 0
      ? plural(others, {
          one: "Du hast ihn und # weiteren Chat vor der Anmeldung begonnen.",
          other: "Du hast ihn und # weitere Chats vor der Anmeldung begonnen.",
        })
      : "Du hast ihn vor der Anmeldung begonnen.",
  claim: "Hinzufügen",
  claiming: "Wird hinzugefügt …",
  notNow: "Nicht jetzt",
  claimed: (count) => plural(count, { one: "# Chat wurde hinzugefügt.", other: "# Chats wurden hinzugefügt." }),
  notClaimed: "Einige Chats konnten noch nicht hinzugefügt werden. Versuche es noch einmal.",

  privacySignedIn:
    "Nur du kannst deine Chats öffnen, nachdem du dich angemeldet hast. Nachrichten und Antworten gehen ohne deinen Namen an Amazon Bedrock im AWS-Konto dieser Website; sie werden nicht protokolliert. Gelöschte Chats können bis zu 35 Tage in einer Sicherung bleiben. Einstellungen werden in diesem Browser gespeichert.",
}
