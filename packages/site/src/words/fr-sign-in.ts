import type { SignInMessages } from "./en-sign-in.ts"
import { pluralsOf } from "./plural.ts"

const plural = pluralsOf("fr")

export const frenchSignIn: SignInMessages = {
  signIn: "Se connecter",
  signInDetail: "Connectez-vous pour discuter et voir vos discussions.",
  signInNeeded: "Connectez-vous pour continuer.",
  signInContinues: "Connectez-vous pour continuer tout de suite.",
  signInFailed: "Échec de la connexion. Votre texte est enregistré.",
  signInDenied: "La connexion a été annulée ou refusée.",
  signingIn: "Connexion en cours…",
  signingOut: "Déconnexion en cours…",
  signOut: "Se déconnecter",
  account: "Compte",
  signedIn: "Connecté",
  sessionEnded: "Votre session a expiré. Votre texte est enregistré.",
  identityUnknown: "Impossible de vérifier votre compte pour le moment. Réessayez dans un instant.",
  forbidden: "Ce compte n’a pas accès à Parley.",
  forbiddenAs: (who) => `Vous êtes connecté en tant que ${who}.`,
  forbiddenDetail: "Demandez l’accès à un administrateur ou utilisez un autre compte.",
  otherAccount: "Utiliser un autre compte",

  claimOffer: (count) =>
    plural(count, {
      one: "Ajouter votre discussion précédente à ce compte ?",
      other: "Ajouter vos # discussions précédentes à ce compte ?",
    }),
  notYours: "Cette discussion n’est pas dans votre compte",
  notYoursDetail: "Si vous l’avez commencée avant de vous connecter, choisissez « Ajouter » ci-dessus pour la poursuivre.",
  claimChat: "Ajouter cette discussion à votre compte ?",
  claimChatDetail: (others) =>
    others > 0
      ? plural(others, {
          one: "Vous l’avez commencée, ainsi que # autre discussion, avant de vous connecter.",
          other: "Vous l’avez commencée, ainsi que # autres discussions, avant de vous connecter.",
        })
      : "Vous l’avez commencée avant de vous connecter.",
  claim: "Ajouter",
  claiming: "Ajout en cours…",
  notNow: "Pas maintenant",
  claimed: (count) => plural(count, { one: "# discussion a été ajoutée.", other: "# discussions ont été ajoutées." }),
  notClaimed: "Certaines discussions n’ont pas encore pu être ajoutées. Réessayez.",

  privacySignedIn:
    "Vous seul pouvez ouvrir vos discussions, une fois connecté. Messages et réponses sont envoyés à Amazon Bedrock dans le compte AWS de ce site, sans votre nom ; ils ne sont pas journalisés. Les discussions supprimées peuvent rester jusqu’à 35 jours dans une sauvegarde. Les paramètres sont enregistrés dans ce navigateur.",
}
