import { pluralsOf } from "./plural.ts"

const plural = pluralsOf("en")

/** The words of signing in and out. */
export const englishSignIn = {
  signIn: "Sign in",
  signInDetail: "Sign in to ask questions and to find your conversations again. They are kept for you alone.",
  signInNeeded: "Sign in to go on.",
  signInFailed: "Signing in did not work. Nothing that you typed is lost.",
  signInDenied: "You are not signed in: it was cancelled or refused.",
  signingIn: "Signing you in…",
  signingOut: "Signing you out…",
  signOut: "Sign out",
  account: "Account",
  signedIn: "Signed in",
  sessionEnded: "Your session ended. What you typed is kept.",
  identityUnknown: "It cannot be checked at the moment who you are.",
  forbidden: "This account may not use Parley.",
  forbiddenAs: (who: string) => `You are signed in as ${who}.`,
  forbiddenDetail: "Ask those who run this site for access, or use another account.",
  otherAccount: "Use another account",

  adoptOffer: (count: number) =>
    plural(count, {
      one: "Keep the conversation from before you signed in?",
      other: "Keep the # conversations from before you signed in?",
    }),
  notYours: "This conversation is not in your account",
  notYoursDetail: "If it is one from before you signed in, choose Keep above to go on with it.",
  adopt: "Keep",
  adopting: "Keeping…",
  adoptLater: "Not now",
  adopted: (count: number) => plural(count, { one: "# conversation was kept.", other: "# conversations were kept." }),
  notAdopted: "Not everything could be kept yet.",

  privacySignedIn:
    "Only you can open your conversations, by signing in. Questions and answers go to Amazon Bedrock in this deployment’s own AWS account, which is not told who asks; they stand in no log. What is deleted can still be in a backup for up to 35 days. Preferences stay in this browser.",
}

export type SignInWords = typeof englishSignIn
