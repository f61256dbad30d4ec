import { pluralsOf } from "./plural.ts"

const plural = pluralsOf("en")

/** The words of signing in and out. */
export const englishSignIn = {
  signIn: "Sign in",
  signInDetail: "Sign in to start chatting and see your chats. Only you can see them.",
  signInNeeded: "Sign in to continue.",
  signInContinues: "To continue now, sign in.",
  signInFailed: "Sign-in failed. Nothing you typed is lost.",
  signInDenied: "Sign-in was cancelled or denied.",
  signingIn: "Signing you in…",
  signingOut: "Signing you out…",
  signOut: "Sign out",
  account: "Account",
  signedIn: "Signed in",
  sessionEnded: "Your session ended. Nothing you typed is lost.",
  identityUnknown: "We can’t verify your account right now. Try again in a moment.",
  forbidden: "This account doesn’t have access to Parley.",
  forbiddenAs: (who: string) => `You are signed in as ${who}.`,
  forbiddenDetail: "Ask an administrator for access, or use another account.",
  otherAccount: "Use another account",

  adoptOffer: (count: number) =>
    plural(count, {
      one: "Keep your earlier chat in this account?",
      other: "Keep your # earlier chats in this account?",
    }),
  notYours: "This chat isn’t in your account",
  notYoursDetail: "If you started it before you signed in, choose Keep above to continue it.",
  keepChat: "Keep this chat in your account?",
  keepChatDetail: (others: number) =>
    others > 0
      ? plural(others, {
          one: "You started it, and # other chat, before you signed in.",
          other: "You started it, and # other chats, before you signed in.",
        })
      : "You started it before you signed in.",
  adopt: "Keep",
  adopting: "Keeping…",
  adoptLater: "Not now",
  adopted: (count: number) => plural(count, { one: "# chat was kept.", other: "# chats were kept." }),
  notAdopted: "Some chats couldn’t be kept yet. Try again.",

  privacySignedIn:
    "Only you can open your conversations, by signing in. Questions and answers go to Amazon Bedrock in this deployment’s own AWS account, which is not told who asks; they stand in no log. What is deleted can still be in a backup for up to 35 days. Preferences stay in this browser.",
}

export type SignInMessages = typeof englishSignIn
