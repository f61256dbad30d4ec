import type { SignInWords } from "./en-sign-in.ts"
import { pluralsOf } from "./plural.ts"

const plural = pluralsOf("fr")

export const frenchSignIn: SignInWords = {
  signIn: "Se connecter",
  signInDetail: "Connectez-vous pour poser vos questions et retrouver vos conversations. Elles restent ici pour vous seul.",
  signInNeeded: "Connectez-vous pour continuer.",
  signInFailed: "La connexion n’a pas fonctionné. Ce que vous avez écrit est conservé.",
  signInDenied: "Vous n’êtes pas connecté : la connexion a été annulée ou refusée.",
  signingIn: "Connexion en cours…",
  signingOut: "Déconnexion en cours…",
  signOut: "Se déconnecter",
  account: "Compte",
  signedIn: "Connecté",
  sessionEnded: "Votre session a pris fin. Ce que vous avez écrit est conservé.",
  identityUnknown: "Impossible de vérifier en ce moment qui vous êtes.",
  forbidden: "Ce compte ne peut pas utiliser Parley.",
  forbiddenAs: (who) => `Vous êtes connecté en tant que ${who}.`,
  forbiddenDetail: "Demandez l’accès aux responsables de ce site, ou utilisez un autre compte.",
  otherAccount: "Utiliser un autre compte",

  adoptOffer: (count) =>
    plural(count, {
      one: "Garder la conversation d’avant votre connexion ?",
      other: "Garder les # conversations d’avant votre connexion ?",
    }),
  notYours: "Cette conversation n’est pas dans votre compte",
  notYoursDetail: "Si elle date d’avant votre connexion, choisissez « Garder » ci-dessus pour la poursuivre.",
  adopt: "Garder",
  adopting: "Reprise en cours…",
  adoptLater: "Pas maintenant",
  adopted: (count) => plural(count, { one: "# conversation a été gardée.", other: "# conversations ont été gardées." }),
  notAdopted: "Tout n’a pas encore pu être gardé.",

  privacySignedIn:
    "Vous seul pouvez ouvrir vos conversations, en vous connectant. Questions et réponses vont à Amazon Bedrock dans le compte AWS de cette installation, sans dire qui les pose ; elles ne figurent dans aucun journal. Ce qui est supprimé peut rester jusqu’à 35 jours dans une sauvegarde. Les réglages restent dans ce navigateur.",
}
