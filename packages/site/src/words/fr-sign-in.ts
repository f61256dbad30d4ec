import type { SignInMessages } from "./en-sign-in.ts"
import { pluralsOf } from "./plural.ts"

const plural = pluralsOf("fr")

export const frenchSignIn: SignInMessages = {
  signIn: "Se connecter",
  signInDetail: "Connectez-vous pour discuter et voir vos discussions. Vous seul pouvez les voir.",
  signInNeeded: "Connectez-vous pour continuer.",
  signInContinues: "Pour continuer tout de suite, connectez-vous.",
  signInFailed: "La connexion a échoué. Ce que vous avez écrit est conservé.",
  signInDenied: "La connexion a été annulée ou refusée.",
  signingIn: "Connexion en cours…",
  signingOut: "Déconnexion en cours…",
  signOut: "Se déconnecter",
  account: "Compte",
  signedIn: "Connecté",
  sessionEnded: "Votre session a expiré. Ce que vous avez écrit est conservé.",
  identityUnknown: "Impossible de vérifier votre compte pour le moment. Réessayez dans un instant.",
  forbidden: "Ce compte n’a pas accès à Parley.",
  forbiddenAs: (who) => `Vous êtes connecté en tant que ${who}.`,
  forbiddenDetail: "Demandez l’accès à un administrateur ou utilisez un autre compte.",
  otherAccount: "Utiliser un autre compte",

  adoptOffer: (count) =>
    plural(count, {
      one: "Garder votre discussion précédente dans ce compte ?",
      other: "Garder vos # discussions précédentes dans ce compte ?",
    }),
  notYours: "Cette discussion n’est pas dans votre compte",
  notYoursDetail: "Si vous l’avez commencée avant de vous connecter, choisissez « Garder » ci-dessus pour la poursuivre.",
  keepChat: "Garder cette discussion dans votre compte ?",
  keepChatDetail: (others) =>
    others > 0
      ? plural(others, {
          one: "Vous l’avez commencée, ainsi que # autre discussion, avant de vous connecter.",
          other: "Vous l’avez commencée, ainsi que # autres discussions, avant de vous connecter.",
        })
      : "Vous l’avez commencée avant de vous connecter.",
  adopt: "Garder",
  adopting: "Reprise en cours…",
  adoptLater: "Pas maintenant",
  adopted: (count) => plural(count, { one: "# discussion a été gardée.", other: "# discussions ont été gardées." }),
  notAdopted: "Certaines discussions n’ont pas encore pu être gardées. Réessayez.",

  privacySignedIn:
    "Vous seul pouvez ouvrir vos conversations, en vous connectant. Questions et réponses vont à Amazon Bedrock dans le compte AWS de cette installation, sans dire qui les pose ; elles ne figurent dans aucun journal. Ce qui est supprimé peut rester jusqu’à 35 jours dans une sauvegarde. Les réglages restent dans ce navigateur.",
}
